// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Reads a response into memory, up to a limit, and fails when it is larger. */
final class BoundedResponseConsumer
    extends AbstractBinResponseConsumer<EvolutionCallResult.EvolutionResponse> {
  private final int limit;
  private final BooleanSupplier tooLate;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private Duration retryAfter;

  /** Data that comes when it is {@code tooLate} fails the exchange and closes the connection. */
  BoundedResponseConsumer(int limit, BooleanSupplier tooLate) {
    this.limit = limit;
    this.tooLate = tooLate;
  }

  @Override
  protected void start(HttpResponse response, ContentType contentType) {
    status = response.getCode();
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    // The header may also be a date; no server in use sends one.
    if (header != null && header.getValue().strip().matches("[0-9]{1,6}")) {
      retryAfter = Duration.ofSeconds(Integer.parseInt(header.getValue().strip()));
    }
  }

  @Override
  protected int capacityIncrement() {
    return Integer.MAX_VALUE;
  }

  @Override
  protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
    if (tooLate.getAsBoolean()) {
      throw new IOException("the answer comes too late");
    }
    byte[] chunk = new byte[source.remaining()];
    source.get(chunk);
    if (body.size() + chunk.length > limit) {
      throw new ResponseTooLargeException(limit);
    }
    body.writeBytes(chunk);
  }

  @Override
  protected EvolutionCallResult.EvolutionResponse buildResult() {
    return new EvolutionCallResult.EvolutionResponse(status, body.toByteArray(), retryAfter);
  }

  @Override
  public void releaseResources() {
    body.reset();
  }

  /** A response is larger than any response of Evolution. */
  static final class ResponseTooLargeException extends IOException {
    ResponseTooLargeException(int limit) {
      super("the answer has more than %d bytes".formatted(limit));
    }
  }
}
