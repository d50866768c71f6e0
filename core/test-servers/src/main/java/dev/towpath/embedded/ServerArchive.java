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
 * A published jar that contains a server. It is found on the class path, or else as a file in the
 * directory named by the system property {@code towpath.servers}, by default {@code
 * target/servers}.
 */
record ServerArchive(String groupId, String artifactId, String version) {
  /** Returns the jar file, which must be on this machine. */
  Path jar() {
    return find().orElseThrow(() -> new ServerException(notFound()));
  }

  /** Returns the jar file, if it is on this machine. */
  Optional<Path> find() {
    return jarOnClassPath().or(() -> Optional.of(file()).filter(Files::exists));
  }

  private Path file() {
    return Path.of(System.getProperty("towpath.servers", "target/servers"))
        .resolve(artifactId + "-" + version + ".jar")
        .toAbsolutePath();
  }

  private String notFound() {
    return groupId
        + ":"
        + artifactId
        + ":"
        + version
        + " is neither on the class path nor at "
        + file()
        + " (the directory is set by -Dtowpath.servers)";
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
