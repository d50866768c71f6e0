package dev.sluice.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
final class SchemaStatementTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "create table t (id int)|d.t",
        "CREATE TEMPORARY TABLE IF NOT EXISTS `shop`.`or``der` LIKE x|shop.or`der",
        "create or replace table s . t (a int)|s.t",
        "ALTER TABLE t ADD COLUMN `table` int|d.t",
        "/* note */ alter /*!50101 online */ table -- now⏎ t drop a|d.t",
        "# first⏎DROP TABLE IF EXISTS a, s.b ,`c`|d.a,s.b,d.c",
        "DROP TABLE `if`|d.if",
        "truncate t|d.t",
        "TRUNCATE TABLE s.t|s.t",
        "RENAME TABLE a TO s.b, c TO d|d.a,s.b,d.c,d.d",
        "CREATE UNIQUE INDEX i USING BTREE ON t (a)|d.t",
        "DROP INDEX i ON s.t|s.t",
        "CREATE DATABASE x|",
        "GRANT SELECT ON a.b TO c|",
        "INSERT INTO t VALUES ('drop table x')|",
        "CREATE VIEW v AS SELECT 1|",
        "|",
        "ALTER TABLE|",
        "表 CREATE TABLE|",
        "CREATE TABLE 订单 (id int)|d.订单",
        "create table \"quoted\" (id int)|d.quoted",
      })
  void tablesAreTold(@Nullable String sql, @Nullable String expected) {
    List<String> told =
        SchemaStatement.tablesOf("d", sql == null ? "" : sql.replace('⏎', '\n')).stream()
            .map(name -> name.database() + "." + name.table())
            .toList();

    assertEquals(expected == null ? "" : expected, String.join(",", told));
  }
}
