/** What is followed: the MySQL server, how to connect to it, and where to start. */
@NullMarked
package dev.towpath.mysql;

import org.jspecify.annotations.NullMarked;
