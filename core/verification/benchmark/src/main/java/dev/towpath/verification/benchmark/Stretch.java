package dev.towpath.verification.benchmark;

/**
 * The part of a binlog that holds a workload.
 *
 * @param port the server's port on 127.0.0.1
 * @param file the file in which the workload starts
 * @param offset the offset in that file
 */
record Stretch(int port, String file, long offset) {}
