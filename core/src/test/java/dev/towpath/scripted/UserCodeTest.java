package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.preflight.Preflight;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.pipeline.Finding;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Tests of the failures of a source when an object of the application fails. */
final class UserCodeTest {
  private static final int TLS = 0x800;

  @Test
  void passwordSupplierThatThrowsIsNamedAndTriedAgain() throws Exception {
    var cause = new IllegalStateException("vault is sealed");

    SourceException failure = refusal(throwing(cause));

    assertFalse(failure.isPermanent());
    assertSame(cause, failure.getCause());
    assertTells(failure, "cdc@127.0.0.1");
    assertTells(failure, "password supplier failed with java.lang.IllegalStateException: vault");
  }

  @Test
  void passwordSupplierThatGivesNullIsNamedAndTriedAgain() throws Exception {
    SourceException failure = refusal(() -> null);

    assertFalse(failure.isPermanent());
    assertTells(failure, "cdc@127.0.0.1");
    assertTells(failure, "the password supplier gave null");
  }

  @Test
  void passwordSupplierThatGivesNoneIsNamedAndTriedAgain() throws Exception {
    for (List<String> none : List.of(List.<String>of(), Collections.<String>singletonList(null))) {
      try (var server = greeting(0)) {
        MySqlSource source =
            source(server, () -> "").rotatingCredentials("cdc", () -> none).build();

        SourceException failure =
            assertThrows(SourceException.class, () -> MySqlSession.open(source));

        assertFalse(failure.isPermanent());
        assertTells(failure, none.isEmpty() ? "gave an empty list" : "gave null");
      }
    }
  }

  @Test
  void errorOfThePasswordSupplierIsPermanent() throws Exception {
    var cause = new NoClassDefFoundError("com/example/Vault");

    SourceException failure = refusal(throwing(cause));

    assertTrue(failure.isPermanent());
    assertSame(cause, failure.getCause());
    assertTells(failure, "java.lang.NoClassDefFoundError: com/example/Vault");
  }

  @Test
  void undeclaredInterruptOfThePasswordSupplierIsKept() throws Exception {
    SourceException failure = refusal(throwing(new InterruptedException("stopping")));

    assertTrue(Thread.interrupted());
    assertFalse(failure.isPermanent());
  }

  @Test
  void validationFindsThePasswordSupplierThatThrows() throws Exception {
    try (var server = greeting(0)) {
      MySqlSource.Builder source =
          source(server, throwing(new IllegalStateException("vault is sealed")));

      List<Finding> findings =
          Preflight.run(
              source.build(), TableFilter.all(), ColumnFilter.all(), null, Clock.systemUTC());

      assertEquals(1, findings.size());
      assertEquals(Finding.Severity.ERROR, findings.get(0).severity());
      assertTrue(findings.get(0).toString().contains("vault is sealed"), findings::toString);
    }
  }

  @Test
  void contextThatIsNotInitialisedIsPermanent() throws Exception {
    SourceException failure = tlsRefusal(SSLContext.getInstance("TLS"));

    assertTrue(failure.isPermanent());
    assertTells(failure, "is not initialised");
  }

  @Test
  void contextThatThrowsIsNamedAndTriedAgain() throws Exception {
    var cause = new UnsupportedOperationException("key store is locked");

    SourceException failure = tlsRefusal(new ThrowingContext(cause));

    assertFalse(failure.isPermanent());
    assertSame(cause, failure.getCause());
    assertTells(failure, "TLS to cdc@127.0.0.1");
    assertTells(failure, "UnsupportedOperationException: key store is locked");
  }

  private static SourceException refusal(Supplier<String> password) throws IOException {
    try (var server = greeting(0)) {
      MySqlSource source = source(server, password).build();
      return assertThrows(SourceException.class, () -> MySqlSession.open(source));
    }
  }

  private static SourceException tlsRefusal(SSLContext context) throws IOException {
    try (var server = greeting(TLS)) {
      MySqlSource source =
          source(server, () -> "secret").tls(TlsMode.PREFERRED).sslContext(context).build();
      return assertThrows(SourceException.class, () -> MySqlSession.open(source));
    }
  }

  private static ScriptedServer greeting(int capabilities) throws IOException {
    return new ScriptedServer(
        connection -> {
          connection.greet("8.0.33", Login.NATIVE, capabilities);
          while (true) {
            connection.receive();
          }
        });
  }

  private static MySqlSource.Builder source(ScriptedServer server, Supplier<String> password) {
    return MySqlSource.builder("127.0.0.1", server.port())
        .credentials("cdc", password)
        .serverId(7)
        .tls(TlsMode.DISABLED);
  }

  /** Returns a supplier that throws anything, as code in other languages of the JVM can. */
  private static Supplier<String> throwing(Throwable cause) {
    return () -> {
      throw UserCodeTest.<RuntimeException>undeclared(cause);
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Hides that it is checked.
  private static <T extends Throwable> T undeclared(Throwable cause) throws T {
    throw (T) cause;
  }

  private static void assertTells(SourceException failure, String expected) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(expected), message);
  }

  private static final class ThrowingContext extends SSLContext {
    ThrowingContext(RuntimeException failure) {
      super(new ThrowingSpi(failure), null, "TLS");
    }
  }

  private static final class ThrowingSpi extends SSLContextSpi {
    private final RuntimeException failure;

    ThrowingSpi(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
      throw failure;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw failure;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw failure;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw failure;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw failure;
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw failure;
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw failure;
    }
  }
}
