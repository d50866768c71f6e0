package dev.towpath.examples.canal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the configuration files of canal 1.1.4 to 1.1.8, and of users' variations. */
class ConfigurationsTest {
  private static final Path STOCK = Path.of("src/test/resources/canal-stock");

  /** The configuration of the first user of this library. */
  static final String FIRST_USER =
      """
      canal.zkServers = 10.0.0.1:2181,10.0.0.2:2181,10.0.0.3:2181
      canal.serverMode = RocketMQ
      canal.destinations = member
      canal.auto.scan = false
      canal.instance.filter.druid.ddl = true
      canal.instance.filter.query.dcl = true
      canal.instance.filter.query.dml = false
      canal.instance.filter.query.ddl = true
      canal.instance.filter.table.error = true
      canal.instance.filter.rows = false
      canal.instance.filter.transaction.entry = true
      canal.instance.global.spring.xml = classpath:spring/default-instance.xml
      canal.mq.servers = 10.0.0.4:9876;10.0.0.5:9876
      """;

  static final String FIRST_INSTANCE =
      """
      canal.instance.master.address = 10.0.0.6:3306
      canal.instance.filter.regex = member\\\\..*
      canal.mq.topic = member
      canal.mq.partition = 0
      canal.mq.partitionsNum = 4
      canal.mq.partitionHash = member\\\\..*:id
      """;

  private Path directory;

  @BeforeEach
  void useDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  /**
   * A variation of the stock files and its findings.
   *
   * @param server lines added to {@code canal.properties}, whose last value of a name counts
   * @param instance lines added to {@code instance.properties}
   * @param unsupported the settings that are not supported
   * @param unknown the settings that canal does not have
   */
  record Variation(
      String name,
      String version,
      String server,
      String instance,
      List<String> unsupported,
      List<String> unknown) {
    static Variation fine(String name, String version, String server, String instance) {
      return new Variation(name, version, server, instance, List.of(), List.of());
    }

    static Variation refused(
        String name, String version, String server, String instance, String... unsupported) {
      return new Variation(
          name,
          version,
          "canal.serverMode = rocketMQ\n" + server,
          instance,
          List.of(unsupported),
          List.of());
    }

    @Override
    public String toString() {
      return version + ": " + name;
    }
  }

  @SuppressWarnings("StringConcatToTextBlock") // blocks of two lines would be longer
  static final List<Variation> VARIATIONS =
      List.of(
          Variation.fine("the first user", "1.1.4", FIRST_USER, FIRST_INSTANCE),
          Variation.fine("the same, upgraded", "1.1.8", FIRST_USER, FIRST_INSTANCE),
          Variation.fine(
              "values in other cases",
              "1.1.5",
              "canal.serverMode = ROCKETMQ\ncanal.instance.filter.rows = False\n"
                  + "canal.instance.global.mode = Spring\ncanal.mq.flatMessage = TRUE\n",
              "canal.instance.enableDruid = FALSE\ncanal.instance.master.sslMode = preferred\n"),
          Variation.fine(
              "the broker's cloud, as 1.1.4 spells it",
              "1.1.4",
              "canal.serverMode = rocketmq\ncanal.mq.accessChannel = cloud\n"
                  + "canal.aliyun.accessKey = a\ncanal.aliyun.secretKey = s\n"
                  + "canal.mq.namespace = ns\ncanal.mq.enableMessageTrace = true\n"
                  + "canal.mq.customizedTraceTopic = trace\ncanal.mq.transaction = false\n",
              ""),
          Variation.fine(
              "topics by table",
              "1.1.6",
              "canal.serverMode = rocketMQ\nrocketmq.tag = cdc\n",
              "canal.mq.dynamicTopic = orders:shop\\\\.orders,shop\\\\..*\n"
                  + "canal.mq.dynamicTopicPartitionNum = orders:8\n"
                  + "canal.mq.partitionsNum = 4\ncanal.mq.partitionHash = .*\\\\..*:$pk$\n"),
          Variation.fine(
              "a standby, without ZooKeeper",
              "1.1.7",
              "canal.serverMode = rocketMQ\n",
              "canal.instance.standby.address = 10.0.0.7:3306\ncanal.instance.gtidon = true\n"
                  + "canal.instance.mysql.slaveId = 1234\n"),
          Variation.fine(
              "a mode for each destination",
              "1.1.8",
              "canal.serverMode = rocketMQ\ncanal.instance.example.mode = spring\n"
                  + "canal.instance.example.lazy = true\n",
              ""),
          Variation.refused(
              "a group of servers",
              "1.1.4",
              "canal.instance.global.spring.xml = classpath:spring/group-instance.xml\n",
              "canal.instance.master1.address = a:3306\ncanal.instance.master2.address = b:3306\n",
              "canal.instance.global.spring.xml",
              "canal.instance.master1.address",
              "canal.instance.master2.address"),
          Variation.refused(
              "canal-admin",
              "1.1.5",
              "canal.admin.manager = 127.0.0.1:8089\ncanal.admin.register.auto = true\n",
              "",
              "canal.admin.manager"),
          Variation.refused(
              "binlogs from RDS",
              "1.1.6",
              "",
              "canal.instance.rds.accesskey = a\ncanal.instance.rds.secretkey = s\n"
                  + "canal.instance.rds.instanceId = i\n",
              "canal.instance.rds.accesskey",
              "canal.instance.rds.instanceId",
              "canal.instance.rds.secretkey"),
          Variation.refused(
              "an encrypted password",
              "1.1.7",
              "",
              "canal.instance.enableDruid = true\ncanal.instance.pwdPublicKey = MFww\n",
              "canal.instance.enableDruid"),
          Variation.refused(
              "a key store",
              "1.1.8",
              "",
              "canal.instance.master.sslMode = VERIFY_CA\n"
                  + "canal.instance.master.trustCertificateKeyStoreUrl = file:/ca.jks\n",
              "canal.instance.master.trustCertificateKeyStoreUrl"),
          Variation.refused(
              "two ensembles",
              "1.1.4",
              "canal.zkServers = a:2181,b:2181;c:2181,d:2181\n",
              "",
              "canal.zkServers"),
          Variation.refused("Kafka", "1.1.4", "canal.serverMode = kafka\n", "", "canal.serverMode"),
          new Variation(
              "a slip of the pen",
              "1.1.7",
              "canal.serverMode = rocketMQ\n",
              "canal.instance.filter.regexp = shop\\\\..*\n",
              List.of(),
              List.of("canal.instance.filter.regexp")));

  private static byte[] stock(String version, String file) throws IOException {
    return Files.readAllBytes(STOCK.resolve(version).resolve(file));
  }

  private static String text(String version, String file) throws IOException {
    return new String(stock(version, file), StandardCharsets.ISO_8859_1);
  }

  private CanalConf conf(String version, String server, String instance) throws IOException {
    return conf(version, server, instance, Map.of());
  }

  private CanalConf conf(
      String version, String server, String instance, Map<String, String> environment)
      throws IOException {
    Path conf = directory.resolve("conf");
    Path properties = conf.resolve("canal.properties");
    String name = server.contains("destinations = member") ? "member" : "example";
    Files.createDirectories(conf.resolve(name));
    Files.write(properties, join(stock(version, "canal.properties"), server));
    Files.write(
        conf.resolve(name).resolve("instance.properties"),
        join(stock(version, "example/instance.properties"), instance));
    return CanalConf.read(conf, environment::get);
  }

  private static byte[] join(byte[] stock, String more) {
    return (new String(stock, StandardCharsets.ISO_8859_1) + "\n" + more)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> keys(CanalConf conf, Fate fate) {
    var keys = new TreeSet<String>();
    Report.of(conf).with(fate).forEach(line -> keys.add(line.key()));
    return List.copyOf(keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8"})
  void stockFilesLackNothingButTheQueue(String version) throws IOException {
    CanalConf conf = conf(version, "", "");

    assertEquals(List.of("canal.serverMode"), keys(conf, Fate.NOT_SUPPORTED));
    assertEquals(List.of(), keys(conf, Fate.UNKNOWN));
    assertEquals(List.of("canal.instance.filter.query.dml"), keys(conf, Fate.DIFFERS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.4", "1.1.5", "1.1.6", "1.1.7", "1.1.8"})
  void settingsInCommentsOfStockFilesAreKnown(String version) throws IOException {
    String server = uncommented(text(version, "canal.properties"));
    String instance = uncommented(text(version, "example/instance.properties"));

    assertEquals(List.of(), keys(conf(version, server, instance), Fate.UNKNOWN));
  }

  private static String uncommented(String text) {
    Stream<String> lines = Arrays.stream(text.split("\n", -1));
    return String.join(
        "\n",
        lines
            .filter(line -> line.matches("# *(canal|rocketmq|kafka)\\.[^ ]+ *=.*"))
            .map(line -> line.substring(1).strip())
            .toList());
  }

  @ParameterizedTest
  @FieldSource("VARIATIONS")
  void variationsAreJudgedByWhatTheyNeed(Variation variation) throws IOException {
    CanalConf conf = conf(variation.version, variation.server, variation.instance);

    assertEquals(variation.unsupported, keys(conf, Fate.NOT_SUPPORTED));
    assertEquals(variation.unknown, keys(conf, Fate.UNKNOWN));
    if (variation.unsupported.isEmpty()) {
      for (String name : conf.own().keySet()) {
        new Destination(name, conf.settings(name)).pipeline();
      }
    }
  }

  @Test
  void commentsMayBeInAnyEncoding() throws IOException {
    CanalConf conf = conf("1.1.4", "", "");
    Path file = conf.directory().resolve("canal.properties");
    byte[] comment = "# \u6d88\u606f\u961f\u5217\r\n".getBytes(Charset.forName("GBK"));
    byte[] before = Files.readAllBytes(file);
    byte[] after = Arrays.copyOf(comment, comment.length + before.length);
    System.arraycopy(before, 0, after, comment.length, before.length);
    Files.write(file, after);

    CanalConf again = CanalConf.read(conf.directory(), key -> null);

    assertEquals(keys(conf, Fate.TAKEN_OVER), keys(again, Fate.TAKEN_OVER));
    assertEquals(List.of(), keys(again, Fate.UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE", "on", "Yes", "1"})
  void switchesAreOnAsInCanal(String on) throws IOException {
    CanalConf conf = conf("1.1.4", "canal.instance.filter.rows = " + on, "");

    assertTrue(conf.settings("example").isTrue("canal.instance.filter.rows"));
    assertFalse(conf.settings("example").isTrue("canal.instance.filter.query.ddl"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.4", "1.1.5", "1.1.8"})
  void brokersByTheirOldNameWinAsInCanal(String version) throws IOException {
    CanalConf conf = conf(version, FIRST_USER, FIRST_INSTANCE);

    var destination = new Destination("member", conf.settings("member"));

    assertEquals("10.0.0.4:9876;10.0.0.5:9876", destination.nameServers());
  }

  @Test
  void brokersInTheEnvironmentWinOverBothNames() throws IOException {
    CanalConf conf =
        conf("1.1.8", FIRST_USER, FIRST_INSTANCE, Map.of("rocketmq.namesrv.addr", "mq:9876"));

    assertEquals("mq:9876", new Destination("member", conf.settings("member")).nameServers());
  }

  @ParameterizedTest
  @CsvSource({"'', true", "true, true", "TRUE, true", "yes, false", "no, false", "0, false"})
  void switchesOfTheQueueAreOnForOneWord(String value, boolean isFlat) throws IOException {
    CanalConf conf = conf("1.1.8", "canal.mq.flatMessage = " + value, "");

    assertEquals(isFlat, new Destination("example", conf.settings("example")).isFlat());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "4"})
  void anOffsetOfZeroIsNone(String offset) throws IOException {
    CanalConf conf =
        conf(
            "1.1.4",
            "",
            "canal.instance.master.journal.name = mysql-bin.000003\n"
                + "canal.instance.master.position = "
                + offset);

    MySqlSource source = new Destination("example", conf.settings("example")).source();

    assertEquals(StartPosition.at("mysql-bin.000003", 4), source.startPosition());
  }

  @Test
  void anEmptyValueIsNoReasonForTheDefaultOfAPlaceholder() throws IOException {
    CanalConf conf =
        conf(
            "1.1.8",
            "db.user = \n",
            """
            canal.instance.dbUsername = ${ db.user : root }
            canal.instance.defaultDatabaseName = ${ db.name : shop }
            """);

    assertEquals("", conf.settings("example").get("canal.instance.dbUsername"));
    assertEquals("shop", conf.settings("example").get("canal.instance.defaultDatabaseName"));
  }

  @Test
  void environmentWinsOverTheFilesAndPlaceholdersNest() throws IOException {
    CanalConf conf =
        conf(
            "1.1.4",
            "canal.instance.global.spring.xml = classpath:spring/default-instance.xml",
            "canal.instance.dbUsername = ${DB_USER:${canal.user:reader}}",
            Map.of("canal.instance.master.address", "mysql:3307"));

    assertEquals(
        "reader@mysql:3307",
        new Destination("example", conf.settings("example")).source().toString());
  }

  @Test
  void destinationsAreThoseThatCanalWouldRun() throws IOException {
    CanalConf scanned = conf("1.1.4", "", "");
    Files.createDirectories(scanned.directory().resolve("other"));
    Files.copy(
        scanned.directory().resolve("example/instance.properties"),
        scanned.directory().resolve("other/instance.properties"));

    assertEquals(
        List.of("example", "other"),
        List.copyOf(CanalConf.read(scanned.directory(), key -> null).own().keySet()));
    assertEquals(
        List.of("example"),
        List.copyOf(conf("1.1.4", "canal.auto.scan = false", "").own().keySet()));
  }

  @Test
  void anExpressionForDestinationsReplacesTheirList() throws IOException {
    CanalConf conf = conf("1.1.8", "canal.auto.scan = false", "");
    Files.createDirectories(conf.directory().resolve("shop1"));
    Files.copy(
        conf.directory().resolve("example/instance.properties"),
        conf.directory().resolve("shop1/instance.properties"));
    Map<String, String> environment = Map.of("canal.destinations.expr", "shop{1-1}");

    assertEquals(
        List.of("shop1"),
        List.copyOf(CanalConf.read(conf.directory(), environment::get).own().keySet()));
  }

  /** The stock file names its directory relative to canal's working directory: {@code ../conf}. */
  @ParameterizedTest
  @ValueSource(strings = {"../conf", "../data"})
  void metaFileIsFoundWhereCanalRuns(String data) throws Exception {
    CanalConf conf = conf("1.1.4", "canal.file.data.dir = " + data, "");
    Path home = directory.resolve(data.substring("../".length())).resolve("example");
    Files.createDirectories(home);
    Files.copy(Path.of("src/test/resources/canal-conf/shop/meta.dat"), home.resolve("meta.dat"));

    try (Migration migration = Migration.of(conf)) {
      String position = migration.position("example");

      assertTrue(position.startsWith("canal's, mysql-bin.000007:4711 in "), position);
    }
  }

  @Test
  void aCursorWithoutTimeAndOffsetIsTheBeginningOfItsFile() throws IOException {
    Path file = directory.resolve("meta.dat");
    Files.writeString(
        file,
        """
        {"clientDatas":[{"clientIdentity":{"clientId":1001},
        "cursor":{"postion":{"journalName":"mysql-bin.000007","serverId":1}}}]}""");

    BinlogPosition position = MetaFile.read(file).orElseThrow();

    assertEquals(4, position.offset());
    assertNull(position.timestamp());
  }

  @Test
  void metaFileOfTheStockFilesIsFound() throws Exception {
    CanalConf conf = conf("1.1.8", "", "");
    Files.copy(
        Path.of("src/test/resources/canal-conf/shop/meta.dat"),
        conf.directory().resolve("example/meta.dat"));

    try (Migration migration = Migration.of(conf)) {
      String position = migration.position("example");

      assertTrue(position.startsWith("canal's, mysql-bin.000007:4711 in "), position);
    }
  }
}
