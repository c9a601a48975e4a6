// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A record of {@code whatsapp-send-state}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface SendStateEvent permits JobEvent, BatchEvent {

  String tenantId();

  <T, X extends Exception> T fold(
      StateEventHandler<JobEvent, T, X> job, StateEventHandler<BatchEvent, T, X> batch) throws X;

  @FunctionalInterface
  interface StateEventHandler<E extends SendStateEvent, T, X extends Exception> {
    T handle(E event) throws X;
  }
}
