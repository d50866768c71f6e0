package dev.towpath.internal.protocol;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of a login by their error numbers ({@code mysqld_error.h} and MariaDB's {@code
 * errmsg.txt}): what an operator has to change is permanent, everything else may pass.
 */
final class LoginErrors {
  private static final int ACCESS_DENIED = 1045;

  /** MariaDB says so, too, where the last of several plugins of the account takes no password. */
  private static final int ACCESS_DENIED_NO_PASSWORD = 1698;

  private static final String ACCOUNT = "check credentials(…) and the account's host part";

  private static final String PLUGIN =
      "give the account another authentication plugin, caching_sha2_password or"
          + " mysql_native_password";

  /** What the connector says of a plugin that it does not have. */
  private static final String NO_PLUGIN = "unsupported authentication";

  private static final Map<Integer, String> PERMANENT =
      Map.ofEntries(
          Map.entry(1044, ACCOUNT),
          Map.entry(ACCESS_DENIED, ACCOUNT),
          Map.entry(1130, "create the account for this host, or change its host part"),
          Map.entry(1251, PLUGIN),
          Map.entry(1275, PLUGIN),
          Map.entry(1524, PLUGIN),
          Map.entry(ACCESS_DENIED_NO_PASSWORD, ACCOUNT),
          Map.entry(1820, "set a new password for the account"),
          Map.entry(1862, "set a new password for the account"),
          Map.entry(3118, "ALTER USER … ACCOUNT UNLOCK"),
          Map.entry(3159, "set tls(TlsMode.REQUIRED)"),
          Map.entry(4151, "ALTER USER … ACCOUNT UNLOCK"));

  private static final Map<Integer, String> TRANSIENT =
      Map.of(
          1040, "raise max_connections, or close connections that nothing uses",
          1129, "mysqladmin flush-hosts lets this host in again",
          1203, "raise max_user_connections, or give the account fewer users",
          1226, "raise the account's MAX_USER_CONNECTIONS, or give it fewer users",
          3032, "SET GLOBAL offline_mode = OFF lets it in",
          3955, "ALTER USER … ACCOUNT UNLOCK lets it in");

  private LoginErrors() {}

  /** Whether another password may be accepted. */
  static boolean isDenied(AuthenticationException e) {
    int code = e.getErrorCode();
    return code == ACCESS_DENIED || code == ACCESS_DENIED_NO_PASSWORD;
  }

  /**
   * What a refusal of the account means; one without a number is about how it logs in.
   *
   * @param passwords how many were refused
   */
  static SourceException of(MySqlSource source, AuthenticationException e, int passwords) {
    int code = e.getErrorCode();
    String unnumbered = String.valueOf(e.getMessage()).startsWith(NO_PLUGIN) ? PLUGIN : ACCOUNT;
    String remedy = code == 0 ? unnumbered : PERMANENT.get(code);
    return classify(source, code, remedy, e, passwords);
  }

  /** What a refusal of the connection means. */
  static SourceException of(MySqlSource source, ServerError e) {
    return classify(source, e.code(), PERMANENT.get(e.code()), e, 0);
  }

  private static SourceException classify(
      MySqlSource source, int code, @Nullable String remedy, IOException e, int passwords) {
    if (remedy != null) {
      String tried = passwords > 1 ? " with each of %d passwords".formatted(passwords) : "";
      return SourceException.permanent(
          "%s refused the login%s: %s; %s".formatted(source, tried, e.getMessage(), remedy), e);
    }
    return SourceException.retryable(
        "%s cannot be logged in to at present: %s%s"
            .formatted(
                source,
                e.getMessage(),
                TRANSIENT.containsKey(code) ? "; " + TRANSIENT.get(code) : ""),
        e);
  }
}
