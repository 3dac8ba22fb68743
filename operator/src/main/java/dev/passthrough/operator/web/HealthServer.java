package dev.passthrough.operator.web;

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
 * Answers {@code /healthz/live} and {@code /healthz/ready} with 200, or 503 while the answer is no,
 * and {@code /metrics} in Prometheus' text format. Each request has a thread of its own, so that
 * none waits for one that is not whole yet; java.options says how long that may take.
 */
public final class HealthServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads;

  private HealthServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Serves until closed. Port 0 takes a free one; {@link #port} says which. */
  public static HealthServer start(
      int port, BooleanSupplier live, BooleanSupplier ready, PrometheusRegistry metrics)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/healthz/live", exchange -> answer(exchange, live));
    server.createContext("/healthz/ready", exchange -> answer(exchange, ready));
    server.createContext("/metrics", exchange -> show(exchange, metrics));
    var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    server.setExecutor(threads);
    server.start();
    return new HealthServer(server, threads);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, BooleanSupplier question) throws IOException {
    boolean yes = question.getAsBoolean();
    answer(
        exchange,
        yes ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        (yes ? "ok\n" : "no\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void show(HttpExchange exchange, PrometheusRegistry metrics) throws IOException {
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, metrics.scrape());
    exchange.getResponseHeaders().set("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);
    answer(exchange, HttpURLConnection.HTTP_OK, text.toByteArray());
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
