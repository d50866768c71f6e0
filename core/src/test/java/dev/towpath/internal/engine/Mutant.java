package dev.towpath.internal.engine;

import java.util.List;

/**
 * A small wrong change to a class of the engine, which the histories have to detect.
 *
 * @param name a description of the defect
 * @param file the class it is made in
 * @param original the text that is replaced, which occurs once in the file
 * @param replacement the text that takes its place
 */
record Mutant(String name, String file, String original, String replacement) {

  /**
   * Returns all mutants: of the order gate, write, flush, acknowledge, save; of ends; and of the
   * open transaction.
   */
  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "the gate is not asked before a write",
            "CurrentSink",
            "    Sink target = get();\n    gate.await();\n    call(\n        target,\n        \"writing\"",
            "    Sink target = get();\n    call(\n        target,\n        \"writing\""),
        new Mutant(
            "the gate is not asked before a flush",
            "CurrentSink",
            "    Sink target = present();\n    gate.await();",
            "    Sink target = present();"),
        new Mutant(
            "a position is saved while the lease is suspect",
            "PositionSaver",
            " && next.isDue() && gate.isOpen()",
            " && next.isDue()"),
        new Mutant(
            "an idle acknowledgement ignores complete batches that are not written",
            "StreamIntake",
            "batches.isStarted() && !batches.hasComplete() && delivery.isSettled()",
            "batches.isStarted() && delivery.isSettled()"),
        new Mutant(
            "an idle acknowledgement ignores written batches",
            "StreamIntake",
            "batches.isStarted() && !batches.hasComplete() && delivery.isSettled()",
            "batches.isStarted() && !batches.hasComplete()"),
        new Mutant(
            "the open transaction is kept when the stream begins again",
            "BatchBuilder",
            "  long restartOpen(boolean sameServer) {\n    long bytes = clearOpen();\n    open.restart(sameServer);\n    return bytes;",
            "  long restartOpen(boolean sameServer) {\n    return 0;"),
        new Mutant(
            "the handed-out part of a transaction is forgotten when the stream begins again",
            "OpenTransaction",
            "    resumed = handedOut;",
            "    resumed = null;"),
        new Mutant(
            "the lease is not asked after a failure of the sink",
            "CurrentSink",
            "      gate.await();\n      return recovery.decide(",
            "      return recovery.decide("),
        new Mutant(
            "an XA transaction is committed though cut short by a stop",
            "XaDelivery",
            "      deliver(event, known);\n    }",
            "      try {\n        deliver(event, known);\n      } catch (StopException e) {\n        isDelivered = true;\n      }\n    }"),
        new Mutant(
            "a compressed transaction is completed though cut short by a stop",
            "EventIntake",
            "        control.checkStop();\n        queue.charge(event.size());",
            "        if (control.isStopRequested()) {\n          break;\n        }\n        queue.charge(event.size());"),
        new Mutant(
            "a failed save is not repeated",
            "PositionSaver",
            "    if (latest == null) {\n      latest = save.checkpoint();\n    }\n    failed(cause);",
            "    failed(cause);"),
        new Mutant(
            "a second save is begun while one is in flight",
            "PositionSaver",
            "    if (inFlight == null && latest != null && next",
            "    if (latest != null && next"),
        new Mutant(
            "a flush settles what the sink has not accepted",
            "SinkDriver",
            "        settle(sink.flush());",
            "        sink.flush();\n        settle(unsettled.size());"),
        new Mutant(
            "what a failover repeats is not marked",
            "OpenTransaction",
            "    return isRepeated && expected == null;",
            "    return false;"),
        new Mutant(
            "nothing is flushed before the first part of a split transaction",
            "EventIntake",
            "    if (!batches.isSplit()) {\n      delivery.flush();\n    }",
            ""),
        new Mutant(
            "a checkpoint is offered in the middle of a transaction",
            "Delivery",
            "    if (done.last().endsTransaction()) {",
            "    if (true) {"),
        new Mutant(
            "a stop leaves without a flush and saves what was written",
            "Delivery",
            "    if (sink.oldestUnacknowledged() != null) {\n      acknowledge(sink.flush());\n    }",
            "    if (sink.oldestUnacknowledged() != null) {\n      acknowledge(sink.takeAcknowledged());\n    }"),
        new Mutant(
            "after a failover a new sink does not go back to the acknowledged position",
            "StreamIntake",
            "    if (repeats) {\n      delivery.rewind();\n    }",
            ""),
        new Mutant(
            "more batches count as durable than the sink has acknowledged",
            "CurrentSink",
            "    long more = batches - settled;",
            "    long more = batches - settled + (written > batches ? 1 : 0);"));
  }

  @Override
  public String toString() {
    return name;
  }
}
