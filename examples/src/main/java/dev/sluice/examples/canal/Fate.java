package dev.sluice.examples.canal;

/** What becomes of one of canal's settings. */
enum Fate {
  /** It has the same effect here. */
  TAKEN_OVER("taken over"),
  /** It is taken over, and something is not as in canal. */
  DIFFERS("differs"),
  /** It has no effect here, and nothing is missing without it. */
  MEANINGLESS("meaningless here"),
  /** It asks for something that is not done here; there is something to do. */
  NOT_SUPPORTED("not supported"),
  /** It is no setting of canal's. */
  UNKNOWN("unknown");

  private final String text;

  Fate(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
