package dev.towpath.examples.canal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedZooKeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationIT {

  @Test
  void theDestinationGoesOnWhereCanalWas() throws Exception {
    Demo.Outcome outcome = Demo.run(System.out);

    assertTrue(outcome.report().contains("destination shop: position: canal's, mysql-bin.000001:"));
    assertEquals(1, outcome.messages().size(), outcome.messages().toString());
    assertFalse(outcome.messages().get(0).contains("secret"), outcome.messages().get(0));
  }

  @Test
  void aCursorInAFileIsToldBesideZooKeeper(@TempDir Path directory) throws Exception {
    Path example = Files.createDirectories(directory.resolve("conf/example"));
    Files.writeString(example.resolve("instance.properties"), "");
    Files.copy(Path.of("src/test/resources/canal-conf/shop/meta.dat"), example.resolve("meta.dat"));
    try (var zooKeeper = EmbeddedZooKeeper.builder().start()) {
      Files.writeString(
          directory.resolve("conf/canal.properties"),
          """
          canal.destinations = example
          canal.zkServers = %s
          canal.instance.global.spring.xml = classpath:spring/file-instance.xml
          """
              .formatted(zooKeeper.connectString()));
      CanalConf conf = CanalConf.read(directory.resolve("conf"), key -> null);

      try (Migration migration = Migration.of(conf)) {
        String position = migration.position("example");

        assertTrue(position.startsWith("canal's, mysql-bin.000007:4711 in "), position);
      }
    }
  }
}
