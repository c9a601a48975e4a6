// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/** One change of a batch of {@code size} messages, caused by the API key {@code actor}. */
@JsonTypeName("batch")
public record BatchEvent(
    int version,
    String batchId,
    String tenantId,
    InstanceKey instance,
    BatchState state,
    int size,
    Instant at,
    String actor,
    String traceId)
    implements SendStateEvent {

  public static final int VERSION = 1;

  @Override
  public <T, X extends Exception> T fold(
      StateEventHandler<JobEvent, T, X> job, StateEventHandler<BatchEvent, T, X> batch) throws X {
    return batch.handle(this);
  }

  /** Whether a batch's messages may be sent. */
  public enum BatchState {
    RUNNING(0),
    PAUSED(1),
    CANCELLED(2);

    private final int storeCode;

    BatchState(int storeCode) {
      this.storeCode = storeCode;
    }

    /** The number of this state in stored bytes; never changed, never used again. */
    public int storeCode() {
      return storeCode;
    }
  }
}
