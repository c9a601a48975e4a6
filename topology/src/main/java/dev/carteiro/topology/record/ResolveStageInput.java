// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import java.util.function.Consumer;

/** Input of the resolve stage: parsed webhooks and changes of bindings. */
public sealed interface ResolveStageInput permits ParsedWebhook, InstanceBindingChange {

  /** Runs the action of this input's kind. */
  void match(Consumer<ParsedWebhook> webhook, Consumer<InstanceBindingChange> change);
}
