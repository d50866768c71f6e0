/** Races around a lease, in the package whose classes they drive. */
@org.jspecify.annotations.NullUnmarked
package dev.sluice.ha.zookeeper;
