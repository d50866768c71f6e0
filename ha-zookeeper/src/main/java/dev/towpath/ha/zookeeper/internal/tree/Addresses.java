package dev.towpath.ha.zookeeper.internal.tree;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Default and validation of the address under which an instance is known to the others. */
public final class Addresses {
  private static final int LAST_PORT = 65_535;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private Addresses() {}

  /**
   * Builds an address from the process id and the first IPv4 address of this host that is not a
   * loopback address. It has no port, because nothing listens: canal's clients would connect to it.
   */
  public static String guess() {
    return host() + "#" + ProcessHandle.current().pid();
  }

  /** Returns what is wrong with the address of an instance; empty if nothing is. */
  public static String objectionTo(String address) {
    int separator = address.indexOf('#');
    if (separator < 0) {
      return objectionToServer(address);
    }
    return NAME.matcher(address.substring(separator + 1)).matches()
            && Paths.objectionTo(address.substring(0, separator)) == null
            && !address.substring(0, separator).contains(":")
        ? ""
        : "after # come letters, digits, dots, dashes and underscores, and before it a host";
  }

  /** Returns what is wrong with the {@code host:port} of a server; empty if nothing is. */
  static String objectionToServer(String address) {
    String[] parts = address.split(":", -1);
    if (parts.length != 2 || Paths.objectionTo(parts[0]) != null) {
      return "it is neither host:port, with an IPv4 address or a name, nor host#name";
    }
    try {
      int port = Integer.parseInt(parts[1]);
      return port >= 1 && port <= LAST_PORT ? "" : "the port is not between 1 and 65535";
    } catch (NumberFormatException e) {
      return "the port is not a number";
    }
  }

  private static String host() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(Addresses::isUsable)
          .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      throw new IllegalStateException(
          "the network interfaces cannot be listed; set the address explicitly", e);
    }
  }

  private static boolean isUsable(NetworkInterface candidate) {
    try {
      return candidate.isUp() && !candidate.isLoopback();
    } catch (SocketException e) {
      // The interface vanished in the meantime: it is no candidate.
      return false;
    }
  }
}
