package dev.towpath.sink.rocketmq;

import dev.towpath.sink.testkit.TestSinkContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;

/**
 * A program that publishes a {@link RowStream} as a pipeline does. It stores the position and the
 * sink's checkpoint together after each flush, and resumes from there after a restart.
 */
final class PublisherMain {
  static final String WRITTEN = "written";
  static final String SAVED = "saved";

  private static final int BATCH = 250;
  private static final int BATCHES_PER_FLUSH = 20;

  private final Path file;
  private long position;
  private Optional<byte[]> checkpoint = Optional.empty();
  private long epoch;

  private PublisherMain(Path file) throws Exception {
    this.file = file;
    if (Files.exists(file)) {
      String[] parts = Files.readString(file).split(" ", -1);
      position = Long.parseLong(parts[0]);
      epoch = Long.parseLong(parts[1]);
      checkpoint = Optional.of(Base64.getDecoder().decode(parts[2]));
    }
    epoch++;
  }

  /** Publishes the changes up to {@code arguments[3]}. */
  public static void main(String[] arguments) throws Exception {
    var publisher = new PublisherMain(Path.of(arguments[2]));
    publisher.publish(arguments[0], arguments[1], Long.parseLong(arguments[3]));
    // The client leaves threads behind that would keep the JVM alive for seconds.
    System.exit(0);
  }

  private void publish(String nameServer, String topic, long end) throws Exception {
    var context = TestSinkContext.of("shop").withEpoch(epoch).withRestoredState(checkpoint);
    var factory = RocketMqSink.builder(nameServer).topic(topic).build();
    try (var sink = (PublishingSink) factory.create(context)) {
      save(sink);
      while (position < end) {
        for (int i = 0; i < BATCHES_PER_FLUSH && position < end; i++) {
          sink.write(RowStream.batch(position, position + BATCH));
          position += BATCH;
          System.out.println(WRITTEN + " " + position);
        }
        sink.flush();
        save(sink);
      }
    }
  }

  private void save(PublishingSink sink) throws Exception {
    String state = Base64.getEncoder().encodeToString(sink.state().orElseThrow());
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(temporary, position + " " + epoch + " " + state);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    System.out.println(SAVED + " " + position);
  }
}
