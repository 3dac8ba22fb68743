package dev.passthrough.cluster;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the product's accounts have asked of the API server since the cluster was started, each
 * thing once.
 */
record AuditLog(List<Request> requests) {

  /** User agent of requests that a test makes with an account of the product. */
  static final String NOT_OURS = "made-by-a-test";

  private static final String EACH_ONCE =
      "jq -r 'select(.userAgent != \""
          + NOT_OURS
          + "\")"
          + " | [(.user.username | split(\":\") | last), .objectRef.namespace // \"\","
          + " .objectRef.apiGroup // \"\", .objectRef.resource // \"\","
          + " .objectRef.subresource // \"\", .verb, (.responseStatus.code // 0 | tostring)]"
          + " | join(\"|\")' /var/log/rig/audit*.json | sort -u";

  private static final int MADE = 201;

  /**
   * @param resource with its subresource after a slash
   * @param status of HTTP; 0 where the answer goes on
   */
  record Request(
      String account, String namespace, String group, String resource, String verb, int status) {

    /** The same for all requests that differ in their answer alone. */
    Request withoutStatus() {
      return new Request(account, namespace, group, resource, verb, 0);
    }

    /** The verbs that it takes: an apply that makes an object takes both. */
    Stream<String> verbs() {
      return verb.equals("patch") && status == MADE ? Stream.of(verb, "create") : Stream.of(verb);
    }
  }

  static AuditLog of(Rig rig) throws IOException, InterruptedException {
    return new AuditLog(
        rig.execute("/bin/bash", "-c", EACH_ONCE).lines().map(AuditLog::request).toList());
  }

  private static Request request(String line) {
    var part = line.split("\\|", -1);
    var resource = part[4].isEmpty() ? part[3] : part[3] + "/" + part[4];
    return new Request(part[0], part[1], part[2], resource, part[5], Integer.parseInt(part[6]));
  }
}
