/// A minimal Spring Authorization Server, to be measured beside the server.
package ripcord.bench.others;
