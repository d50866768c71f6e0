package dev.towpath.verification.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.towpath.CdcPipeline;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.sink.Sink;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that a name of a type means one thing in all published modules. */
final class TypeNamesTest {

  /** Nested types may share a name, for they are named with the type around them. */
  @Test
  void nameOfTopLevelTypeHasNoSecondType() {
    Map<String, TreeSet<String>> byName = new TreeMap<>();
    Stream.of(Sink.class, CdcPipeline.class, ZooKeeperHa.class, RocketMqSink.class)
        .map(member -> member.getProtectionDomain().getCodeSource().getLocation())
        .flatMap(module -> new ClassFileImporter().importUrl(module).stream())
        .filter(type -> !type.isAnonymousClass() && !type.getName().endsWith(".package-info"))
        .forEach(
            type ->
                byName
                    .computeIfAbsent(type.getSimpleName(), n -> new TreeSet<>())
                    .add(type.getName()));

    List<TreeSet<String>> shared =
        byName.values().stream()
            .filter(names -> names.size() > 1)
            .filter(names -> names.stream().anyMatch(name -> !name.contains("$")))
            .toList();

    assertEquals(List.of(), shared);
  }
}
