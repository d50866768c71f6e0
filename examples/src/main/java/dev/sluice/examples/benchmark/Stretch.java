package dev.sluice.examples.benchmark;

/**
 * The part of a binlog that holds a workload.
 *
 * @param port the server's port on 127.0.0.1
 * @param file where the workload starts
 * @param offset where in that file
 */
record Stretch(int port, String file, long offset) {}
