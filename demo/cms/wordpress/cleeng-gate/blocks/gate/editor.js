/**
 * The three blocks as their author sees them. Plain script over WordPress's own globals; no build step.
 * What readers get is rendered by the server.
 */
(({ blocks, blockEditor, components, element, i18n }) => {
	const { createElement: el, Fragment } = element;
	const { InnerBlocks, InspectorControls, useBlockProps, useInnerBlocksProps } = blockEditor;
	const { __ } = i18n;

	/** One offer id, or several with spaces between; the same rule as on the server. */
	const isOffer = (text) => text.trim().split(/\s+/).every((id) => /^[\w-]{1,64}$/.test(id));

	// Bare names: a locked template that reached into the parts would cut them down to itself on every load.
	const parts = [['cleeng-gate/preview'], ['cleeng-gate/premium']];

	const field = (props, name, label, help) =>
		el(components.TextControl, {
			label,
			help,
			value: props.attributes[name],
			onChange: (value) => props.setAttributes({ [name]: value }),
		});

	const help = (offer) =>
		isOffer(offer)
			? __('The id of the Cleeng offer that opens this gate; several with spaces between.', 'cleeng-gate')
			: __('Write the id of a Cleeng offer, such as S123456789_US. Without it readers see the preview only.', 'cleeng-gate');

	function EditGate(props) {
		const { offer } = props.attributes;
		return el(
			Fragment,
			null,
			el(
				InspectorControls,
				null,
				el(
					components.PanelBody,
					{ title: __('Prompt', 'cleeng-gate') },
					field(props, 'heading', __('Heading', 'cleeng-gate'), __('Instead of the title of the offer.', 'cleeng-gate')),
					field(props, 'message', __('Message', 'cleeng-gate')),
				),
			),
			el(
				'div',
				useBlockProps(),
				field(props, 'offer', __('Cleeng offer', 'cleeng-gate'), help(offer)),
				el(InnerBlocks, { template: parts, templateLock: 'all' }),
			),
		);
	}

	/** A part of a gate: a label that only the editor shows, and room for any block. */
	const editPart = (label, placeholder) => () => {
		const template = [['core/paragraph', { placeholder }]];
		const { children, ...props } = useInnerBlocksProps(useBlockProps(), { template, templateLock: false });
		return el('div', props, el('p', { className: 'cleeng-gate-label', contentEditable: false }, label), children);
	};

	/** `hidden` keeps the premium part out of sight where the plugin is switched off. */
	const savePart = (attributes) => () => el('div', { ...useBlockProps.save(attributes) }, el(InnerBlocks.Content));

	blocks.registerBlockType('cleeng-gate/gate', { edit: EditGate, save: () => el(InnerBlocks.Content) });
	blocks.registerBlockType('cleeng-gate/preview', {
		edit: editPart(__('Preview', 'cleeng-gate'), __('What everybody may read …', 'cleeng-gate')),
		save: savePart({}),
	});
	blocks.registerBlockType('cleeng-gate/premium', {
		edit: editPart(__('Premium', 'cleeng-gate'), __('What only customers may read …', 'cleeng-gate')),
		save: savePart({ hidden: true }),
	});
})(window.wp);
