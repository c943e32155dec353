package ripcord.verifier.feed;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes of any kind. Runs its seeds in the build, and searches when {@code JAZZER_FUZZ=1} is set. */
final class FeedClientFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void believesNothingThatCannotBe(byte[] bytes) {
        new FeedFuzz().feed(bytes);
    }
}
