// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.TopologyStage;

/** The node that reads bindings for the resolve stage. */
public final class BindStage extends TopologyStage<byte[]> {
  public BindStage() {
    super("bind", byte[].class);
  }

  @Override
  protected StageProcessor<byte[]> processor() {
    return new InstanceBindingProcessor(this);
  }
}
