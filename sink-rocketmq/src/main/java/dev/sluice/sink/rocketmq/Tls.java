package dev.sluice.sink.rocketmq;

/** How connections to name servers and brokers are encrypted. */
public enum Tls {
  /** Not at all. */
  OFF,

  /**
   * With TLS, and the servers' certificates are verified. RocketMQ's client has one trust store per
   * JVM, set by system properties: {@code tls.test.mode.enable=false}, {@code
   * tls.client.authServer=true} and {@code tls.client.trustCertPath}. Without them the sink is
   * refused, because the client would trust any certificate. The client does not compare the name
   * in a certificate with the name of the server: trust an authority of your own, not a public one.
   */
  VERIFIED,

  /** With TLS, but any certificate is trusted: no protection against an active attacker. */
  UNVERIFIED
}
