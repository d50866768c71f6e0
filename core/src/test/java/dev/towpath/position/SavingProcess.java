package dev.towpath.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.testkit.TestLease;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that saves growing positions until it is killed, and prints each one after the save.
 */
final class SavingProcess {

  private SavingProcess() {}

  static Process start(Path directory, long epoch) throws IOException, URISyntaxException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            SavingProcess.class.getName(),
            directory.toString(),
            Long.toString(epoch))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String classPath() throws URISyntaxException {
    return Stream.of(SavingProcess.class, FilePositionStore.class, BinlogPosition.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  public static void main(String[] arguments) throws Exception {
    var store = FilePositionStore.at(Path.of(arguments[0]));
    var lease = new TestLease("orders", Long.parseLong(arguments[1]));
    long offset = store.load(lease).map(stored -> stored.position().offset()).orElse(4L);
    while (true) {
      offset++;
      var position = BinlogPosition.builder("mysql-bin.000001", offset).build();
      store.save(Checkpoint.of(position), lease).toCompletableFuture().get();
      System.out.println(offset);
    }
  }
}
