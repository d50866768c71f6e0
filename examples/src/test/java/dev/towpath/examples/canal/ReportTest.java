package dev.towpath.examples.canal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path CONF = RESOURCES.resolve("canal-conf");

  private static CanalConf conf() throws IOException {
    Map<String, String> environment = Map.of("test.conf", CONF.toString(), "DB_HOST", "db1");
    return CanalConf.read(CONF, environment::get);
  }

  private static String dryRun() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (Migration migration = Migration.of(conf());
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      MigrateFromCanal.report(conf(), migration, out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everySettingIsListedOnceWithWhatBecomesOfIt() throws Exception {
    String golden = Files.readString(RESOURCES.resolve("canal-report.txt"));

    assertEquals(golden, dryRun());
  }

  @Test
  void everySettingOfTheTableIsInTheTest() throws IOException {
    var missing = new TreeSet<>(SettingCatalog.names());

    conf().server().keys().forEach(missing::remove);
    conf().settings("shop").keys().forEach(missing::remove);

    assertEquals(List.of(), List.copyOf(missing));
  }

  @Test
  void onlyTheMisspeltSettingIsUnknown() throws IOException {
    List<Report.Line> unknown = Report.of(conf()).with(Fate.UNKNOWN);

    assertEquals(
        List.of("canal.instance.filter.regexp"), unknown.stream().map(Report.Line::key).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "canal.serverMode, RocketMQ, TAKEN_OVER",
    "canal.serverMode, rocketmq, TAKEN_OVER",
    "canal.serverMode, ROCKETMQ, TAKEN_OVER",
    "canal.instance.master.sslMode, preferred, TAKEN_OVER",
    "canal.instance.global.mode, SPRING, TAKEN_OVER",
    "canal.instance.enableDruid, False, MEANINGLESS",
    "canal.instance.multi.stream.on, FALSE, MEANINGLESS",
    "canal.instance.filter.table.error, True, MEANINGLESS",
  })
  void valuesAreComparedWithoutRegardToCase(String key, String value, Fate fate) {
    assertEquals(fate, SettingCatalog.judge(key, value).fate());
  }

  @Test
  void serversOfAGroupAreNamedAsSuch() {
    Verdict verdict = SettingCatalog.judge("canal.instance.master1.address", "db1:3306");

    assertEquals(Fate.NOT_SUPPORTED, verdict.fate());
    assertTrue(verdict.note().contains("one destination each"), verdict::note);
  }

  @Test
  void secretsAreNotShown() throws Exception {
    assertTrue(Files.readString(CONF.resolve("canal.properties")).contains("hunter2"));
    assertFalse(dryRun().contains("hunter2"), dryRun());
  }

  @ParameterizedTest
  @CsvSource({
    "canal.instance.dbPasword, hunter2",
    "db.pw, hunter2",
    "canal.instance.tsdb.url, jdbc:mysql://canal:hunter2@db1:3306/tsdb",
    "canal.instance.tsdb.url, jdbc:mysql://db1/tsdb?user=canal&password=hunter2",
  })
  void secretsAreNotShownUnderAnyName(String key, String value) {
    assertEquals("***", SettingCatalog.shown(key, value));
  }

  @Test
  void placeholdersAreReplacedByTheEnvironmentOrTheirDefault() throws IOException {
    CanalSettings shop = conf().settings("shop");

    assertEquals("db1:3306", shop.get("canal.instance.master.address"));
    assertEquals("10.0.0.8:9876", shop.get("rocketmq.namesrv.addr"));
    assertEquals("jdbc:h2:" + CONF + "/shop/h2", shop.get("canal.instance.tsdb.url"));
  }

  @Test
  void theDestinationIsDescribedWithoutConnecting() throws IOException {
    var destination = new Destination("shop", conf().settings("shop"));

    assertEquals("canal@db1:3306", destination.source().toString());
    assertEquals(1234, destination.source().serverId());
    assertEquals(2, destination.source().servers().size());
    destination.sink();
  }

  @Test
  void aDirectoryWithoutCanalPropertiesIsRefused() {
    IOException failure =
        assertThrows(IOException.class, () -> CanalConf.read(RESOURCES, key -> null));

    assertTrue(String.valueOf(failure.getMessage()).contains("conf directory"));
  }
}
