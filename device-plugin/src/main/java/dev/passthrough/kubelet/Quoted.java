package dev.passthrough.kubelet;

/** Foreign text inside a sentence of ours: printable, in quotes and not long. */
final class Quoted {

  private static final int LIMIT = 80;

  private Quoted() {}

  /**
   * {@code text} in quotes; what is not plain ASCII becomes '?', what is over 80 characters becomes
   * "…".
   */
  static String of(String text) {
    var out = new StringBuilder().append('\'');
    int end = Math.min(text.length(), LIMIT);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return out.append(end < text.length() ? "...'" : "'").toString();
  }
}
