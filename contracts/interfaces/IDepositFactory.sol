// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IDepositFactory
 * @notice Deploys deposit addresses: contracts whose address follows from this factory, one fixed init code and a salt
 * alone, so that a name or a wallet has its deposit address before anything is deployed there.
 *
 * Deploying for somebody else is harmless: the code is the same, and what arrives at the address belongs to whoever the
 * salt stands for. The salts are those of the library `DepositAccounts`.
 *
 * Danger: every deposit address obeys this factory for ever, so whoever can upgrade the factory could move what waits
 * in them. The delay of that upgrade is part of what a payer trusts.
 */
interface IDepositFactory {
    /// @notice The contract of `salt` stands at `account` now.
    event DepositAddressDeployed(bytes32 indexed salt, address indexed account);

    /// @notice Deployer, once, as part of the proxy's construction: names the AccessManager, which must have code.
    function initialize(address authority_) external;

    /**
     * @notice Deploys the deposit address of `salt`, unless it stands already. Anyone.
     * @dev Emits {DepositAddressDeployed} the first time.
     * @return account The same as {addressOf}.
     */
    function deploy(bytes32 salt) external returns (address account);

    /// @notice The deposit address of `salt`, deployed or not.
    function addressOf(bytes32 salt) external view returns (address account);

    /// @notice Hash of the init code of every deposit address.
    function initCodeHash() external pure returns (bytes32);
}
