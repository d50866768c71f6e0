package dev.towpath.sink.rocketmq.option;

/** The encryption of connections to name servers and brokers. */
public enum ClientTls {
  /** No encryption. */
  OFF,

  /**
   * TLS with verification of the servers' certificates. RocketMQ's client has one trust store per
   * JVM, set by system properties: {@code tls.test.mode.enable=false}, {@code
   * tls.client.authServer=true} and {@code tls.client.trustCertPath}. Without them the sink is
   * refused, because the client would trust any certificate. The client does not compare the name
   * in a certificate with the name of the server: trust an authority of your own, not a public one.
   */
  VERIFIED,

  /**
   * TLS without verification: any certificate is trusted. There is no protection against an active
   * attacker.
   */
  UNVERIFIED
}
