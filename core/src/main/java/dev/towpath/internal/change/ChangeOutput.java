package dev.towpath.internal.change;

import dev.towpath.event.ChangeEvent;

/** A recipient of the changes that an assembler produces. */
public interface ChangeOutput {

  /** Takes a change of the open transaction. */
  void change(ChangeEvent event);

  /** Drops the changes of the open transaction, which was rolled back. */
  void rollback();
}
