package dev.passthrough.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Serves {@code /metrics} in Prometheus' text format, and {@code /healthz/live} and {@code
 * /healthz/ready} with 200, or 503 while the answer is no. Each request has a thread of its own, so
 * that none waits for one that is not whole yet; java.options says how long that may take.
 */
public final class MetricsPage implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsPage(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Serves until closed.
   *
   * @param port 0 takes a free one; {@link #port} says which
   */
  public static MetricsPage start(
      int port, PrometheusRegistry registry, BooleanSupplier live, BooleanSupplier ready)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/metrics", exchange -> show(exchange, registry));
    server.createContext("/healthz/live", exchange -> say(exchange, live.getAsBoolean()));
    server.createContext("/healthz/ready", exchange -> say(exchange, ready.getAsBoolean()));
    var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    server.setExecutor(threads);
    server.start();
    return new MetricsPage(server, threads);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void show(HttpExchange exchange, PrometheusRegistry registry) throws IOException {
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    exchange.getResponseHeaders().set("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);
    answer(exchange, HttpURLConnection.HTTP_OK, text.toByteArray());
  }

  private static void say(HttpExchange exchange, boolean yes) throws IOException {
    answer(
        exchange,
        yes ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        (yes ? "ok\n" : "no\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
