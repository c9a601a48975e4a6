// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A record of {@code whatsapp-send-state}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobEvent.class, name = "job"),
  @JsonSubTypes.Type(value = BatchEvent.class, name = "batch")
})
public sealed interface SendStateEvent permits JobEvent, BatchEvent {

  /** The tenant. */
  String tenantId();
}
