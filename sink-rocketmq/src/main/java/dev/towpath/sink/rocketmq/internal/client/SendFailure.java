package dev.towpath.sink.rocketmq.internal.client;

import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingConnectException;
import org.apache.rocketmq.remoting.exception.RemotingTooMuchRequestException;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/** The outcome of a failed send for its messages. */
public enum SendFailure {
  /** The broker is available and did not store the messages; retry. */
  NOT_STORED,

  /**
   * The messages may be stored, or the broker that answers next may lack messages that were
   * acknowledged before. Read the queue before sending again.
   */
  UNKNOWN,

  /** The broker refuses a batch or message of this size. */
  TOO_LARGE,

  /** The broker accepts single messages only, as some managed services do. */
  NO_BATCHES,

  /** The broker refuses messages for this queue from this client. */
  REFUSED;

  public static SendFailure of(Throwable failure) {
    if (failure instanceof RemotingTooMuchRequestException) {
      return NOT_STORED;
    }
    if (failure instanceof MQBrokerException answer) {
      return ofAnswer(answer.getResponseCode(), String.valueOf(answer.getErrorMessage()));
    }
    if (failure instanceof MQClientException refusal) {
      return ofClient(refusal);
    }
    return UNKNOWN;
  }

  private static SendFailure ofAnswer(int code, String message) {
    return switch (code) {
      case ResponseCode.SYSTEM_BUSY, ResponseCode.SERVICE_NOT_AVAILABLE -> NOT_STORED;
      case ResponseCode.MESSAGE_ILLEGAL -> TOO_LARGE;
      case ResponseCode.NO_PERMISSION,
          ResponseCode.TOPIC_NOT_EXIST,
          ResponseCode.INVALID_PARAMETER ->
          REFUSED;
      case ResponseCode.SYSTEM_ERROR -> ofSystemError(message);
      case ResponseCode.REQUEST_CODE_NOT_SUPPORTED -> NO_BATCHES;
      default -> UNKNOWN;
    };
  }

  private static SendFailure ofSystemError(String message) {
    if (message.contains("batch send") || message.contains("code 320")) {
      return NO_BATCHES;
    }
    if (message.contains("size exceeded") || message.contains("message size")) {
      return TOO_LARGE;
    }
    if (message.contains("queueId[") && message.contains("is illegal")) {
      // RocketMQ 4.9; later brokers answer INVALID_PARAMETER.
      return REFUSED;
    }
    return message.contains("in-sync replicas") || message.contains("create mapped file")
        ? NOT_STORED
        : UNKNOWN;
  }

  /** Classifies failures of the client itself: it refuses a message, or knows no broker for it. */
  private static SendFailure ofClient(MQClientException refusal) {
    if (refusal.getResponseCode() == ResponseCode.MESSAGE_ILLEGAL) {
      return TOO_LARGE;
    }
    @Nullable Throwable cause = refusal.getCause();
    if (cause instanceof MQClientException nested) {
      return ofClient(nested);
    }
    // The client failed to build a batch before it sent anything, and would fail again.
    return cause instanceof RuntimeException && !isConnectFailure(cause) ? REFUSED : UNKNOWN;
  }

  private static boolean isConnectFailure(Throwable failure) {
    return failure instanceof IllegalStateException
        && failure.getCause() instanceof RemotingConnectException;
  }
}
