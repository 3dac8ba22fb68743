package dev.passthrough.operator;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for an API server that is not there, or not ready. A process that ended instead would be
 * started again to the same end, with longer and longer pauses that outlast the API server's
 * absence.
 */
final class ApiServerWait {

  /** Takes its time between two questions. */
  interface Pause {

    void take() throws InterruptedException;
  }

  private static final int TOO_MANY_REQUESTS = 429;

  /** An API server that has just started lets nobody in until it has read its own roles. */
  private static final int REFUSALS = 5;

  private static final Logger logger = LoggerFactory.getLogger(ApiServerWait.class);

  private final Runnable question;
  private final Pause pause;
  private int refusals;

  /**
   * @param question throws {@link KubernetesClientException} where the API server does not answer
   *     it
   */
  ApiServerWait(Runnable question, Pause pause) {
    this.question = question;
    this.pause = pause;
  }

  /**
   * Returns once the API server has answered.
   *
   * @throws KubernetesClientException what it says, if it refuses to answer again and again
   */
  void await() throws InterruptedException {
    boolean awaited = false;
    while (!answers(awaited)) {
      awaited = true;
      pause.take();
    }
    if (awaited) {
      logger.info("The API server answers");
    }
  }

  private boolean answers(boolean awaited) {
    try {
      question.run();
      return true;
    } catch (KubernetesClientException e) {
      if (refuses(e.getCode()) && ++refusals > REFUSALS) {
        throw e;
      }
      if (!awaited) {
        logger.warn(
            "The API server does not answer yet; this process waits for it: {}",
            Objects.requireNonNullElse(e.getCause(), e).getMessage());
      }
      return false;
    }
  }

  /** Codes that are no HTTP status are the client's, for an answer that never came. */
  private static boolean refuses(int code) {
    return code >= HttpURLConnection.HTTP_BAD_REQUEST
        && code < HttpURLConnection.HTTP_INTERNAL_ERROR
        && code != TOO_MANY_REQUESTS;
  }
}
