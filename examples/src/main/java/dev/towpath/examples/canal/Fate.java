package dev.towpath.examples.canal;

/** The treatment of one of canal's settings. */
enum Fate {
  /** It has the same effect here. */
  TAKEN_OVER("taken over"),
  /** It is taken over, but differs from canal in some respect. */
  DIFFERS("differs"),
  /** It has no effect here and needs none. */
  MEANINGLESS("meaningless here"),
  /** It requests a feature that does not exist here; the user has to act. */
  NOT_SUPPORTED("not supported"),
  /** It is not a setting of canal. */
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
