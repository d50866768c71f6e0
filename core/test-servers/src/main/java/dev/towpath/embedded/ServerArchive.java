package dev.towpath.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;

/**
 * A published file that contains a server. It is found in the directory named by the system
 * property {@code towpath.servers}, by default {@code target/servers}; a jar is found on the class
 * path first.
 *
 * @param suffix what follows the version in the file's name, as {@code .jar}
 */
record ServerArchive(String groupId, String artifactId, String version, String suffix) {
  private static final String JAR = ".jar";

  /** Describes a jar. */
  static ServerArchive jar(String groupId, String artifactId, String version) {
    return new ServerArchive(groupId, artifactId, version, JAR);
  }

  /** Describes a zip file for one platform, which is never on the class path. */
  static ServerArchive zip(String groupId, String artifactId, String version, String classifier) {
    return new ServerArchive(groupId, artifactId, version, "-" + classifier + ".zip");
  }

  /** Returns the file, which must be on this machine. */
  Path file() {
    return find().orElseThrow(() -> new ServerException(notFound()));
  }

  /** Returns the file, if it is on this machine. */
  Optional<Path> find() {
    Optional<Path> onClassPath = suffix.equals(JAR) ? jarOnClassPath() : Optional.empty();
    return onClassPath.or(() -> Optional.of(expected()).filter(Files::exists));
  }

  private Path expected() {
    return directory().resolve(artifactId + "-" + version + suffix).toAbsolutePath();
  }

  private static Path directory() {
    return Path.of(System.getProperty("towpath.servers", "target/servers"));
  }

  private String notFound() {
    boolean isJar = suffix.equals(JAR);
    String type = isJar ? "jar" : "zip:" + suffix.substring(1, suffix.lastIndexOf('.'));
    String coordinates = String.join(":", groupId, artifactId, version, type);
    return coordinates
        + (isJar ? " is neither on the class path nor at " : " is not at ")
        + expected()
        + " (the directory is set by -Dtowpath.servers): "
        + (isJar ? "add it as a dependency of scope test, or run" : "run")
        + " mvn dependency:copy -Dartifact="
        + coordinates
        + " -DoutputDirectory="
        + directory();
  }

  private Optional<Path> jarOnClassPath() {
    String descriptor = "META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties";
    try {
      for (URL url :
          Collections.list(ServerArchive.class.getClassLoader().getResources(descriptor))) {
        if (url.openConnection() instanceof JarURLConnection jar && describesThis(jar)) {
          return Optional.of(Path.of(jar.getJarFileURL().toURI()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new ServerException("a class path entry has no file name: " + e.getInput(), e);
    }
  }

  private boolean describesThis(URLConnection descriptor) throws IOException {
    Properties properties = new Properties();
    try (InputStream input = descriptor.getInputStream()) {
      properties.load(input);
    }
    return version.equals(properties.getProperty("version"));
  }
}
