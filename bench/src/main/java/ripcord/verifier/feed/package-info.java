/// Measurements of what the verifier keeps to itself.
package ripcord.verifier.feed;
