package dev.towpath.verification.benchmark;

import java.util.Arrays;

/** The readers of a workload. */
enum Contestant {
  /** The pipeline; the sink reads every value. */
  TOWPATH("towpath") {
    @Override
    Meter run(Workload workload, Stretch stretch, Touch touch) throws Exception {
      return TowpathReader.run(workload, workload.filter(), stretch, touch);
    }
  },
  /** The pipeline with a filter that captures only the marker, to measure the cost of framing. */
  TOWPATH_FRAMING("towpath-framing") {
    @Override
    Meter run(Workload workload, Stretch stretch, Touch touch) throws Exception {
      return TowpathReader.run(workload, TowpathReader.MARKER_ONLY, stretch, touch);
    }
  },
  /** A plain {@code BinaryLogClient} with its own deserializers; every value is read. */
  CONNECTOR("connector") {
    @Override
    Meter run(Workload workload, Stretch stretch, Touch touch) throws Exception {
      return ConnectorReader.run(workload, stretch, touch, false);
    }
  },
  /** A plain {@code BinaryLogClient} that does not deserialize rows. */
  CONNECTOR_DISCARD("connector-discard") {
    @Override
    Meter run(Workload workload, Stretch stretch, Touch touch) throws Exception {
      return ConnectorReader.run(workload, stretch, touch, true);
    }
  };

  private final String label;

  Contestant(String label) {
    this.label = label;
  }

  /** Returns the name in results. */
  String label() {
    return label;
  }

  /** Reads the workload up to its marker; returns the meters at that moment. */
  abstract Meter run(Workload workload, Stretch stretch, Touch touch) throws Exception;

  /** Returns the contestant of a label. */
  static Contestant of(String label) {
    return Arrays.stream(values())
        .filter(contestant -> contestant.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no contestant " + label));
  }
}
