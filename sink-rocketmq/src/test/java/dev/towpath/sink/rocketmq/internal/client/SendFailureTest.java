package dev.towpath.sink.rocketmq.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingConnectException;
import org.apache.rocketmq.remoting.exception.RemotingSendRequestException;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.apache.rocketmq.remoting.exception.RemotingTooMuchRequestException;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SendFailureTest {

  @ParameterizedTest
  @MethodSource
  void failureTellsWhatBecameOfTheMessages(Throwable failure, SendFailure expected) {
    assertEquals(expected, SendFailure.of(failure));
  }

  static Stream<Arguments> failureTellsWhatBecameOfTheMessages() {
    return Stream.of(
        Arguments.of(new RemotingConnectException("a:1"), SendFailure.UNKNOWN),
        Arguments.of(new RemotingSendRequestException("a:1"), SendFailure.UNKNOWN),
        Arguments.of(new RemotingTimeoutException("a:1", 3000), SendFailure.UNKNOWN),
        Arguments.of(new RemotingTooMuchRequestException("busy"), SendFailure.NOT_STORED),
        Arguments.of(
            new IllegalStateException(new RemotingConnectException("ns:1")), SendFailure.UNKNOWN),
        Arguments.of(new MQClientException("The broker[a] not exist", null), SendFailure.UNKNOWN),
        Arguments.of(
            new MQClientException(ResponseCode.MESSAGE_ILLEGAL, "too large"),
            SendFailure.TOO_LARGE),
        Arguments.of(
            new MQClientException(
                "Failed to initiate the MessageBatch",
                new MQClientException(ResponseCode.MESSAGE_ILLEGAL, "too large")),
            SendFailure.TOO_LARGE),
        Arguments.of(
            new MQClientException(
                "Failed to initiate the MessageBatch", new IllegalArgumentException("capacity")),
            SendFailure.REFUSED),
        answer(ResponseCode.SYSTEM_BUSY, "[TIMEOUT_CLEAN_QUEUE]", SendFailure.NOT_STORED),
        answer(ResponseCode.SERVICE_NOT_AVAILABLE, "disk full", SendFailure.NOT_STORED),
        answer(ResponseCode.NO_PERMISSION, "denied", SendFailure.REFUSED),
        answer(ResponseCode.TOPIC_NOT_EXIST, "topic", SendFailure.REFUSED),
        answer(ResponseCode.INVALID_PARAMETER, "queue id", SendFailure.REFUSED),
        answer(ResponseCode.MESSAGE_ILLEGAL, "illegal", SendFailure.TOO_LARGE),
        answer(ResponseCode.SYSTEM_ERROR, "the message body size exceeded", SendFailure.TOO_LARGE),
        answer(
            ResponseCode.SYSTEM_ERROR, "the in-sync replicas not enough", SendFailure.NOT_STORED),
        answer(
            ResponseCode.SYSTEM_ERROR,
            "request queueId[3] is illegal, TopicConfig [topicName=t]",
            SendFailure.REFUSED),
        answer(ResponseCode.SYSTEM_ERROR, "unknown error", SendFailure.UNKNOWN));
  }

  private static Arguments answer(int code, String message, SendFailure expected) {
    return Arguments.of(new MQBrokerException(code, message), expected);
  }
}
