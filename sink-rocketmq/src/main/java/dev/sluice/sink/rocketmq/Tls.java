package dev.sluice.sink.rocketmq;

/** How connections to name servers and brokers are encrypted. */
public enum Tls {
  /** Not at all. */
  OFF,

  /**
   * With TLS, and the servers' certificates are verified. RocketMQ's client has one trust store per
   * JVM, set by system properties: {@code tls.test.mode.enable=false}, {@code
   * tls.client.authServer=true} and {@code tls.client.trustCertPath}. Without them the sink is
   * refused, because the client would trust any certificate.
   */
  VERIFIED,

  /** With TLS, but any certificate is trusted: no protection against an active attacker. */
  UNVERIFIED
}
