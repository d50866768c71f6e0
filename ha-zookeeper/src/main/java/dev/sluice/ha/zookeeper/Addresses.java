package dev.sluice.ha.zookeeper;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** The address under which an instance is known to the others. */
final class Addresses {
  private static final int FIRST_PORT = 1024;
  private static final int LAST_PORT = 65_535;

  private Addresses() {}

  /**
   * The first IPv4 address of this host that is not a loopback address, and a number made from the
   * process id in place of a port, since nobody listens.
   */
  static String guess() {
    long pid = ProcessHandle.current().pid();
    long port =
        pid >= FIRST_PORT && pid <= LAST_PORT ? pid : FIRST_PORT + pid % (LAST_PORT - FIRST_PORT);
    return host() + ":" + port;
  }

  /** What is wrong with {@code address}; empty if nothing is. */
  static String objectionTo(String address) {
    String[] parts = address.split(":", -1);
    if (parts.length != 2 || Paths.objectionTo(parts[0]) != null) {
      return "canal's clients expect host:port with an IPv4 address or a name";
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
      // An interface that vanished while it was looked at is no candidate.
      return false;
    }
  }
}
