package dev.towpath.ha.zookeeper;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.RecordedCandidacy;
import dev.towpath.ha.zookeeper.servers.Certificates;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.servers.SecureZooKeeper;
import dev.towpath.ha.zookeeper.state.ClusterState;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.auth.DigestLoginModule;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.apache.zookeeper.server.auth.SASLAuthenticationProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecurityTest {
  /** The property that makes ZooKeeper's clients refuse DIGEST-MD5; on by default. */
  private static final String FIPS = "zookeeper.fips-mode";

  private static final String POSITION = "/otter/canal/ha/d/cursor/1001";

  @Test
  void aServerWithTlsIsUsedWithTheRightCertificates(@TempDir Path directory) throws Exception {
    Path serverKey = Certificates.keyStore(directory, "server");
    Path ourKey = Certificates.keyStore(directory, "ours");
    Path serverTrust = Certificates.trustStore(directory, "server", serverKey);
    Path ourTrust = Certificates.trustStore(directory, "ours", ourKey);
    try (var server = SecureZooKeeper.start(serverKey, ourTrust);
        var instances = new Instances()) {
      ZooKeeperHa ha =
          instances.open(
              Instances.builder(server.address())
                  .tls(serverTrust, Certificates.PASSWORD)
                  .certificate(ourKey, Certificates.PASSWORD));

      Lease lease = elected(stand(ha, "d"));
      save(ha, lease);

      assertTrue(ha.positionStore().load(lease).isPresent());
      assertEquals(ConnectionHealth.State.UP, ha.health().state());
    }
  }

  @Test
  void aServerThatIsNotTrustedAndAClientWithoutCertificateAreRefused(@TempDir Path directory)
      throws Exception {
    Path serverKey = Certificates.keyStore(directory, "server");
    Path ourKey = Certificates.keyStore(directory, "ours");
    Path serverTrust = Certificates.trustStore(directory, "server", serverKey);
    Path ourTrust = Certificates.trustStore(directory, "ours", ourKey);
    try (var server = SecureZooKeeper.start(serverKey, ourTrust);
        var instances = new Instances()) {
      ZooKeeperHa distrustful =
          instances.open(
              impatient(server)
                  .tls(ourTrust, Certificates.PASSWORD)
                  .certificate(ourKey, Certificates.PASSWORD));
      ZooKeeperHa nameless =
          instances.open(impatient(server).tls(serverTrust, Certificates.PASSWORD));
      ZooKeeperHa plain = instances.open(impatient(server));

      for (ZooKeeperHa refused : new ZooKeeperHa[] {distrustful, nameless, plain}) {
        Wait.until("the diagnosis", () -> refused.health().why().contains("no ZooKeeper session"));
        assertEquals(ConnectionHealth.State.CONNECTING, refused.health().state());
      }
    }
  }

  @Test
  void aStoreThatCannotBeReadIsRefusedByName(@TempDir Path directory) throws Exception {
    Path absent = directory.resolve("absent.jks");
    Path unknown = Files.createFile(directory.resolve("store.txt"));

    for (Path store : new Path[] {absent, unknown}) {
      String message =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class,
                      () -> ZooKeeperHa.builder("zk:2281").tls(store, ""))
                  .getMessage());
      assertTrue(message.contains(store.toString()), message);
    }
  }

  @Test
  void strangersCanNeitherChangeNorDeleteWhatIsProtected() throws Exception {
    try (var server = LocalZooKeeper.start();
        var instances = new Instances()) {
      ZooKeeperHa ha = instances.open(Instances.builder(server.address()).digest("cdc", "secret"));
      Lease lease = elected(stand(ha, "d"));
      save(ha, lease);

      assertProtected(server);
      assertTrue(lease.isValid());
    }
  }

  @Test
  void everythingIsBelowTheChroot() throws Exception {
    try (var server = LocalZooKeeper.start();
        var instances = new Instances()) {
      ZooKeeper admin = server.client();
      LocalZooKeeper.create(admin, "/team/cdc", new byte[0]);
      ZooKeeperHa ha = instances.open(server.address() + "/team/cdc");

      Lease lease = elected(stand(ha, "d"));
      save(ha, lease);

      assertNotNull(admin.exists("/team/cdc" + POSITION, false));
      assertNotNull(admin.exists("/team/cdc/otter/canal/destinations/d/running", false));
      assertNull(admin.exists("/otter", false));
      ClusterState state = ha.cluster().read().toCompletableFuture().get();
      assertEquals(1, state.destination("d").orElseThrow().members().size());
      admin.close();
    }
  }

  @Test
  void aLoginOfTheApplicationIsUsedOnlyWhenAskedFor() throws Exception {
    String provider = "zookeeper.authProvider.sasl";
    System.setProperty(provider, SASLAuthenticationProvider.class.getName());
    System.setProperty(FIPS, "false");
    @Nullable Configuration before = configured(new Logins());
    ProviderRegistry.addOrUpdateProvider(provider);
    try (var server = LocalZooKeeper.start();
        var instances = new Instances()) {
      ZooKeeperHa ha = instances.open(Instances.builder(server.address()).sasl("Library"));
      ZooKeeperHa other = instances.open(Instances.builder(server.address()));
      Lease lease = elected(stand(ha, "d"));
      save(ha, lease);

      assertTrue(owners(server).contains("sasl"), owners(server));
      assertProtected(server);
      Wait.until(
          "a session without login", () -> other.health().state() == ConnectionHealth.State.UP);
    } finally {
      Configuration.setConfiguration(before);
      System.clearProperty(provider);
      System.clearProperty(FIPS);
      ProviderRegistry.removeProvider(provider);
    }
  }

  @Test
  void aCandidateHearsThatItsLoginIsRefused() throws Exception {
    String provider = "zookeeper.authProvider.sasl";
    System.setProperty(provider, SASLAuthenticationProvider.class.getName());
    System.setProperty(FIPS, "false");
    @Nullable Configuration before = configured(new Logins());
    ProviderRegistry.addOrUpdateProvider(provider);
    try (var server = LocalZooKeeper.start();
        var instances = new Instances()) {
      ZooKeeperHa ha = instances.open(Instances.builder(server.address()).sasl("Wrong"));
      var candidacy = new RecordedCandidacy("d");

      candidacy.apply(ha.coordinator());

      candidacy.awaitTrouble(server.address(), "refused the credentials", "sasl");
    } finally {
      Configuration.setConfiguration(before);
      System.clearProperty(provider);
      System.clearProperty(FIPS);
      ProviderRegistry.removeProvider(provider);
    }
  }

  private static @Nullable Configuration configured(Configuration logins) {
    @Nullable Configuration before;
    try {
      before = Configuration.getConfiguration();
    } catch (SecurityException e) {
      // There is none by default.
      before = null;
    }
    Configuration.setConfiguration(logins);
    return before;
  }

  private static String owners(LocalZooKeeper server) throws Exception {
    ZooKeeper reader = server.client();
    try {
      return reader.getACL(POSITION, null).toString();
    } finally {
      reader.close();
    }
  }

  private static ZooKeeperHa.Builder impatient(SecureZooKeeper server) {
    return Instances.builder(server.address())
        .sessionTimeout(Duration.ofSeconds(1))
        .closeTimeout(Duration.ofSeconds(1));
  }

  private static void save(ZooKeeperHa ha, Lease lease) throws Exception {
    var checkpoint = Checkpoint.of(BinlogPosition.builder("mysql-bin.000001", 4).build());
    ha.positionStore()
        .save(checkpoint, lease)
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Asserts protection of the parent, too: its ACL decides who may delete a node. */
  private static void assertProtected(LocalZooKeeper server) throws Exception {
    ZooKeeper stranger = server.client();
    for (String path : new String[] {POSITION, "/otter/canal/ha/d/cursor", "/otter/canal/ha/d"}) {
      assertThrows(
          KeeperException.NoAuthException.class, () -> stranger.setData(path, new byte[0], -1));
      assertThrows(
          KeeperException.NoAuthException.class,
          () -> stranger.setACL(path, Ids.OPEN_ACL_UNSAFE, -1));
    }
    assertThrows(KeeperException.NoAuthException.class, () -> stranger.delete(POSITION, -1));
    stranger.close();
  }

  /**
   * A JAAS configuration with sections for a server and for our client, and a wrong one for all
   * others.
   */
  private static final class Logins extends Configuration {
    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
      Map<String, String> options =
          switch (name) {
            case "Server" -> Map.of("user_cdc", "secret");
            case "Library" -> Map.of("username", "cdc", "password", "secret");
            default -> Map.of("username", "application", "password", "wrong");
          };
      return new AppConfigurationEntry[] {
        new AppConfigurationEntry(
            DigestLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, options)
      };
    }
  }
}
