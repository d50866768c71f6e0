package dev.sluice.internal.preflight;

import dev.sluice.Finding;
import dev.sluice.event.BinlogPosition;
import dev.sluice.filter.TableFilter;
import dev.sluice.internal.binlog.ServerFacts;
import dev.sluice.internal.protocol.MySqlSession;
import dev.sluice.internal.protocol.SourceException;
import dev.sluice.mysql.MySqlSource;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks over one connection whether a source can be followed. */
public final class Preflight {

  private Preflight() {}

  /**
   * Looks at everything and changes nothing.
   *
   * @param stored where the pipeline would resume, or null when that is unknown
   * @return what was found, empty when all is well
   */
  public static List<Finding> run(
      MySqlSource source, TableFilter tables, @Nullable BinlogPosition stored, Clock clock) {
    var findings = new Findings();
    try (MySqlSession session = MySqlSession.open(source)) {
      Variables variables = Variables.read(session);
      SettingChecks.run(variables, findings);
      boolean readable = new ReplicationChecks(session, variables, findings).run();
      if (readable) {
        new ExpiryChecks(session, variables, findings, clock).run(stored);
      }
      TableChecks.run(session, tables, findings);
      if (!findings.hasErrors()) {
        ServerFacts.check(session);
      }
    } catch (SourceException e) {
      findings.error("connection", String.valueOf(e.getMessage()), "see there");
    } catch (IOException e) {
      findings.error(
          "connection",
          "the connection to " + source + " broke: " + e.getMessage(),
          "check the server and the network");
    }
    return findings.list();
  }
}
