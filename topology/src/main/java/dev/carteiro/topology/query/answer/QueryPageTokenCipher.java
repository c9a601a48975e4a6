// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.contract.Sha256Fingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts page tokens. A token contains {@link PartitionReadPositions}. They may be
 * keys of entries that the caller must not see, so the token is encrypted. It is valid only for the
 * query that it was issued for.
 */
public final class QueryPageTokenCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int MAX_TOKEN_LENGTH = 16_384;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param secret the same in all topology processes, so that each of them accepts the tokens of
   *     the others
   */
  public QueryPageTokenCipher(String secret) {
    byte[] digest =
        Sha256Fingerprint.sha256()
            .digest(("carteiro page token\n" + secret).getBytes(StandardCharsets.UTF_8));
    this.key = new SecretKeySpec(digest, "AES");
  }

  /**
   * Encrypts a token.
   *
   * @param query everything that identifies the query, including the scope of the caller
   */
  String seal(String query, PartitionReadPositions positions) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, query).doFinal(positions.encode());
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /** Decrypts a token; empty if it is damaged, or belongs to another query. */
  Optional<PartitionReadPositions> open(String query, String token) {
    if (token.length() > MAX_TOKEN_LENGTH) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() < NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] nonce = new byte[NONCE_BYTES];
      bytes.get(nonce);
      byte[] sealed = new byte[bytes.remaining()];
      bytes.get(sealed);
      return Optional.of(
          PartitionReadPositions.decode(cipher(Cipher.DECRYPT_MODE, nonce, query).doFinal(sealed)));
    } catch (IllegalArgumentException | GeneralSecurityException | IOException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String query) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(query.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
