/** RocketMQ's client: requests to brokers and name servers, their failures, encryption. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.client;

import org.jspecify.annotations.NullMarked;
