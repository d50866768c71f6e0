package dev.towpath.internal.preflight;

import dev.towpath.event.BinlogPosition;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of whether the servers of a source can be followed, over one connection to each. */
public final class Preflight {

  private Preflight() {}

  /**
   * Runs all checks; changes nothing.
   *
   * @param stored where the pipeline would resume, or null when that is unknown
   * @return the findings, empty when all is well
   */
  public static List<Finding> run(
      MySqlSource source,
      TableFilter tables,
      ColumnFilter columns,
      @Nullable BinlogPosition stored,
      Clock clock) {
    List<MySqlSource> servers = source.servers();
    List<Finding> all = new ArrayList<>();
    for (MySqlSource server : servers) {
      boolean single = servers.size() == 1;
      var findings = new Findings(single ? "" : server.host() + ":" + server.port() + ": ");
      check(server, tables, columns, stored, findings, clock, !single);
      all.addAll(findings.list());
    }
    return List.copyOf(all);
  }

  private static void check(
      MySqlSource source,
      TableFilter tables,
      ColumnFilter columns,
      @Nullable BinlogPosition stored,
      Findings findings,
      Clock clock,
      boolean failsOver) {
    try (MySqlSession session = MySqlSession.open(source)) {
      Variables variables = Variables.read(session);
      SettingChecks.run(variables, findings);
      boolean readable = new ReplicationChecks(session, variables, findings).run();
      if (readable) {
        new ExpiryChecks(session, variables, findings, clock).run(stored);
      }
      boolean isUnlogged = ReplicaChecks.run(session, findings);
      if (failsOver) {
        FailoverChecks.run(session, variables, findings, isUnlogged);
      }
      TableChecks.run(session, tables, columns, findings);
      if (!findings.hasErrors()) {
        ServerFacts.check(session);
      }
    } catch (SourceException e) {
      findings.error(
          "connection", String.valueOf(e.getMessage()), "the checks after this one were not run");
    } catch (IOException e) {
      findings.error(
          "connection",
          "the connection to " + source + " broke: " + e.getMessage(),
          "check the server and the network");
    }
  }
}
