package dev.towpath.ha.zookeeper.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.waiting.Wait;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Redeployments of an application in one JVM. As in servlet containers, each has a class loader
 * that prefers its own classes. Nothing of the library may outlive the application: its classes
 * could not be unloaded.
 */
final class RedeployIT {
  private static final int REDEPLOYMENTS = 3;

  @Test
  void nothingIsLeftOfAnApplicationThatWasRedeployed() throws Exception {
    try (LocalZooKeeper zooKeeper = LocalZooKeeper.start();
        EmbeddedMySql mysql = EmbeddedMySql.builder().start()) {
      mysql.createReplicationUser("cdc", "secret");
      mysql.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
      Set<Thread> threads = Thread.getAllStackTraces().keySet();
      Set<ObjectName> beans = beans();

      for (int id = 0; id < REDEPLOYMENTS; id++) {
        WeakReference<ClassLoader> gone = deployAndStop(zooKeeper.address(), mysql, id);

        Wait.until(
            () -> "threads " + threadsOf(gone.get(), threads),
            () -> threadsOf(gone.get(), threads).isEmpty());
        assertEquals(beans, beans());
        Wait.until("the end of all references to the class loader", () -> isCollected(gone));
      }
    }
  }

  /** Runs the application until a row has arrived; nothing on the stack refers to it afterwards. */
  private static WeakReference<ClassLoader> deployAndStop(
      String zooKeeper, EmbeddedMySql mysql, int id) throws Exception {
    Thread container = Thread.currentThread();
    ClassLoader before = container.getContextClassLoader();
    try (var loader = new ChildFirst(RedeployIT.class.getClassLoader())) {
      container.setContextClassLoader(loader);
      Class<?> type = loader.loadClass(RedeployedApplication.class.getName());
      assertNotSame(RedeployedApplication.class, type);
      Object application =
          type.getConstructor(String.class, Integer.class).newInstance(zooKeeper, mysql.port());
      try {
        mysql.execute("INSERT INTO shop.t VALUES (" + id + ")");
        List<String> expected = List.of(String.valueOf(id));
        Wait.until(
            () -> "rows " + received(application), () -> received(application).equals(expected));
      } finally {
        ((AutoCloseable) application).close();
      }
      return new WeakReference<>(loader);
    } finally {
      container.setContextClassLoader(before);
    }
  }

  private static Object received(Object application) {
    try {
      return ((Callable<?>) application).call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Threads that were started since, unless they are of the tests' own. */
  private static List<Thread> threadsOf(@Nullable ClassLoader loader, Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(
            thread ->
                loader == null
                    ? thread.getName().startsWith("towpath-")
                    : thread.getContextClassLoader() == loader
                        || thread.getClass().getClassLoader() == loader)
        .toList();
  }

  private static Set<ObjectName> beans() {
    Set<ObjectName> names =
        new HashSet<>(ManagementFactory.getPlatformMBeanServer().queryNames(null, null));
    // ZooKeeper's server shows each connection.
    names.removeIf(name -> name.getDomain().equals("org.apache.ZooKeeperService"));
    // The JVM adds pools of memory as it needs them.
    names.removeIf(name -> name.getDomain().startsWith("java."));
    return names;
  }

  private static boolean isCollected(WeakReference<?> reference) {
    System.gc();
    return reference.refersTo(null);
  }

  /** A class loader that asks its parent last. */
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(ClassLoader parent) throws MalformedURLException {
      super(classPath(), parent);
    }

    private static URL[] classPath() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      String path = System.getProperty("java.class.path");
      for (String entry : path.split(File.pathSeparator, -1)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      return urls.toArray(new URL[0]);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try {
          return findClass(name);
        } catch (ClassNotFoundException e) {
          // Of the JDK.
          return super.loadClass(name, resolve);
        }
      }
    }
  }
}
