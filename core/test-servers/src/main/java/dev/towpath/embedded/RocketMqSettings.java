package dev.towpath.embedded;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** The settings that a RocketMQ server reads at its start. */
final class RocketMqSettings {
  private RocketMqSettings() {}

  /**
   * Reads the settings in {@code file} into the objects of {@code configuration} they belong to.
   */
  static void apply(String file, Object... configuration) throws IOException {
    // Without it every command carries version 0, and the name server registers the broker by an
    // ancient protocol, without its topics and without an error.
    System.setProperty(
        RemotingCommand.REMOTING_VERSION_KEY, Integer.toString(MQVersion.CURRENT_VERSION));
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      settings.load(reader);
    }
    for (String name : settings.stringPropertyNames()) {
      if (Arrays.stream(configuration).noneMatch(object -> hasSetter(object, name))) {
        throw new IllegalArgumentException(
            "RocketMQ has no setting " + name + " (in " + file + ")");
      }
    }
    for (Object object : configuration) {
      MixAll.properties2Object(settings, object);
    }
  }

  private static boolean hasSetter(Object object, String name) {
    String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return Arrays.stream(object.getClass().getMethods())
        .map(Method::getName)
        .anyMatch(setter::equals);
  }
}
