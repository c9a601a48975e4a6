// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.io.IOException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducerWrapper;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;

/**
 * A JSON request body that asks {@link RequestCommitGate} before it sends bytes. A server cannot
 * execute a request without its body, because the head announces a length.
 */
final class GatedBodyProducer extends AsyncEntityProducerWrapper {
  private final RequestCommitGate gate;

  GatedBodyProducer(byte[] json, RequestCommitGate gate) {
    super(new BasicAsyncEntityProducer(json, ContentType.APPLICATION_JSON));
    this.gate = gate;
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (!gate.leave()) {
      throw new IOException("given up before anything left");
    }
    super.produce(channel);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }
}
