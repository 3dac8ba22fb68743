package dev.passthrough.operator.kubevirt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a list, with all that is in it, known here or not.
 *
 * @param fields as the API server has them
 */
record Entry(Form form, Permit.Kind kind, Map<String, Object> fields) {

  private static final String RESOURCE = "resourceName";
  private static final String EXTERNAL = "externalResourceProvider";
  private static final String DISABLED = "disabled";

  Entry {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static Entry of(Form form, Permit permit) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put(form.selector(permit.kind()), permit.selector());
    fields.put(RESOURCE, permit.resource());
    fields.put(EXTERNAL, true);
    return new Entry(form, permit.kind(), fields);
  }

  Permit permit() {
    return new Permit(kind, text(form.selector(kind)), text(RESOURCE));
  }

  /** Whether somebody else than KubeVirt offers the devices. */
  boolean external() {
    return Boolean.TRUE.equals(fields.get(EXTERNAL));
  }

  /** An entry that HyperConverged's own operator keeps, and that does not count. */
  boolean disabled() {
    return Boolean.TRUE.equals(fields.get(DISABLED));
  }

  /** Whether it says just what one of ours would say. */
  boolean isJust(Permit permit) {
    return permit().equals(permit)
        && external()
        && !disabled()
        && fields.keySet().equals(of(form, permit).fields().keySet());
  }

  /** Such as {@code pciHostDevices 8086:1520 as intel.com/igb-vf}. */
  String words() {
    return "%s %s as %s".formatted(Form.list(kind), text(form.selector(kind)), text(RESOURCE));
  }

  private String text(String field) {
    return Optional.ofNullable(fields.get(field)).map(Object::toString).orElse("");
  }
}
