package ripcord.verifier.feed;

import java.util.random.RandomGenerator;

/** What the parts of a feed share. */
record Setup(Wire wire, Holdings holdings, Clocks clocks, RandomGenerator random, Downstream downstream) {}
