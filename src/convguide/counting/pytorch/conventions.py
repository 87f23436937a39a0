"""Operations of ATen that cost nothing by convention, and those that need numbers."""

from __future__ import annotations

# What moves numbers, pools, norms, interpolates, compares or draws: some of it
# multiplies, but it is no convolution, matrix product or attention, and these are what
# is counted. Names are those of the functions: what works in place has an underscore
# more. Pointwise operations and views are not listed: PyTorch marks them itself.
FREE = frozenset(
    """
    _adaptive_avg_pool2d _adaptive_avg_pool3d _aminmax _assert_async _assert_scalar
    _assert_tensor_metadata _batch_norm_no_update _batch_norm_with_update _chunk_cat
    _cummax_helper _cummin_helper _functional_assert_async _functional_assert_scalar
    _fused_rms_norm _grid_sampler_2d_cpu_fallback _index_put_impl _is_all_true
    _is_any_true _linalg_check_errors _log_softmax _logcumsumexp _masked_scale
    _masked_softmax _native_batch_norm_legit _native_batch_norm_legit_no_training
    _pack_padded_sequence _prelu_kernel _resize_output _safe_softmax _softmax _stack
    _to_copy _unsafe_index _unsafe_index_put _unsafe_masked_index
    _unsafe_masked_index_put_accumulate _unsafe_view _upsample_bicubic2d_aa
    _upsample_bilinear2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d
    _upsample_nearest_exact3d _weight_norm_interface adaptive_avg_pool1d
    adaptive_max_pool2d adaptive_max_pool3d addr all amax amin aminmax any arange
    argmax argmin argsort as_strided_scatter avg_pool1d avg_pool2d avg_pool3d
    bartlett_window batch_norm_elemt batch_norm_gather_stats
    batch_norm_gather_stats_with_counts batch_norm_stats batch_norm_update_stats
    bernoulli binary_cross_entropy binary_cross_entropy_with_logits binomial
    blackman_window block_diag bucketize cat cauchy channel_shuffle col2im complex
    constant_pad_nd copy count_nonzero cummax cummin cumprod cumsum diag_embed
    diagonal_scatter dist dropout embedding embedding_renorm empty empty_like
    empty_permuted empty_strided exponential eye fft_fftfreq fft_rfftfreq fill flip
    floor_divide fractional_max_pool2d fractional_max_pool3d full full_like gather
    geometric glu grid_sampler_2d grid_sampler_3d hamming_window hann_window
    hardswish histc huber_loss im2col index index_add index_copy index_fill
    index_put index_reduce index_select is_pinned is_same_size is_set_to isin isinf
    isnan kaiser_window kthvalue lift lift_fresh_copy linalg_vector_norm linspace
    log_normal log_sigmoid_forward log_softmax logcumsumexp logspace logsumexp
    masked_fill masked_scatter max max_pool2d_with_indices max_pool3d_with_indices
    max_unpool2d max_unpool3d mean median min mode mse_loss multi_margin_loss
    multilabel_margin_loss_forward multinomial nanmedian nansum native_batch_norm
    native_dropout native_group_norm native_layer_norm native_norm new_empty
    new_empty_strided new_full new_ones new_zeros nll_loss2d_forward
    nll_loss_forward nonzero_static norm normal normal_functional one_hot ones
    ones_like pad pixel_shuffle pixel_unshuffle poisson polar prod promote_types put
    rand rand_like randint randint_like randn randn_like random randperm range
    reflection_pad1d reflection_pad2d reflection_pad3d renorm repeat
    repeat_interleave replication_pad1d replication_pad2d replication_pad3d resize
    resize_as rms_norm roll rot90 rrelu_with_noise rrelu_with_noise_functional rsub
    scalar_tensor scatter scatter_add scatter_reduce searchsorted segment_reduce
    select_scatter set slice_scatter smooth_l1_loss soft_margin_loss softmax sort
    split split_with_sizes_copy stack std std_mean sum sym_size take topk trace tril
    tril_indices triu triu_indices uniform unsafe_split unsafe_split_with_sizes
    upsample_bicubic2d upsample_bilinear2d upsample_linear1d upsample_nearest1d
    upsample_nearest2d upsample_nearest3d upsample_trilinear3d var var_mean zero
    zeros zeros_like
    """.split()  # noqa: SIM905 - a list would have a line for each name
)

# Whose result, or its shape, cannot be known without numbers.
DATA = frozenset(
    {
        *("_local_scalar_dense", "bincount", "equal", "is_nonzero", "item"),
        *("masked_select", "nonzero", "unique_consecutive", "_unique2", "unique_dim"),
        *("unique_dim_consecutive", "_to_sparse"),
    }
)
