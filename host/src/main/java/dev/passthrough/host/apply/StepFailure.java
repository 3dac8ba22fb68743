package dev.passthrough.host.apply;

/** A step that did not come about; the message is for a person. */
final class StepFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final String sentence;
  private final boolean hung;

  StepFailure(String sentence, boolean hung) {
    super(sentence);
    this.sentence = sentence;
    this.hung = hung;
  }

  String sentence() {
    return sentence;
  }

  /** Whether the kernel has not come back, so that nothing more may be asked of the device. */
  boolean hung() {
    return hung;
  }
}
