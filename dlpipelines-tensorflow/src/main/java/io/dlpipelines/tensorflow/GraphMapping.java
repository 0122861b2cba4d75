package io.dlpipelines.tensorflow;

import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.tensor.Feed;
import java.util.List;

/**
 * Columns resolved to tensors.
 *
 * @param feeds what is fed
 * @param fetches what is fetched
 * @param rowByRow whether each row is scored alone
 * @param fixedRows how many rows the graph takes at once; 0 if any number
 */
record GraphMapping(List<Feed> feeds, List<Fetch> fetches, boolean rowByRow, int fixedRows) {}
